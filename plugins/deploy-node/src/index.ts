export * from './extensions';
export * from './health';
export * from './permissions';
export * from './ports';
