export type { RegistryAuthentication } from './authentication';
export type { ImageToPush } from './pushImage';
export * from './RegistrySandbox';
