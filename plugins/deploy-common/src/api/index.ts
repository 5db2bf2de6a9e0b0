export * from './creation';
export * from './DeployApiError';
export * from './DeployClient';
export * from './diff';
export * from './matrix';
export * from './requests';
export * from './responses';
