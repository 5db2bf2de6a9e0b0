export * from './extensions';
export * from './permissions';
export * from './ports';
