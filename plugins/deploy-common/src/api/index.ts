export * from './DeployApiError';
export * from './DeployClient';
export * from './requests';
export * from './responses';
