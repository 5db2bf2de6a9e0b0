export * from './extensions';
export * from './health';
export * from './ledger';
export * from './manifests';
export * from './permissions';
export * from './ports';
