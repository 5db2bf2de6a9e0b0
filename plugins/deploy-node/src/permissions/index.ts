export * from './conditions';
export * from './deploymentResource';
export * from './rules';
