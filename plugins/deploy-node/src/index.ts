export * from './extensions';
export * from './health';
export * from './ledger';
export * from './permissions';
export * from './ports';
