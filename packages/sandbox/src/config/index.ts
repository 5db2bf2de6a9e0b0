export * from './SandboxEndpoints';
export * from './toPortalConfig';
