export * from './config';
export type {
  ActiveFault,
  FaultAction,
  FaultRule,
  FaultSwitches,
} from './core';
export type { GitHubSandbox } from './github';
export { startAuditProxy } from './kubernetes';
export type { AuditedRequest, AuditProxy, ClusterSandbox } from './kubernetes';
export { buildKustomization, type FileTree } from './kustomize';
export type {
  ImageToPush,
  RegistryAuthentication,
  RegistrySandbox,
} from './registry';
export type { Sandbox, SandboxOptions } from './Sandbox';
export * from './startSandbox';
export { breakableSource } from './workloads/breakableSource';
export type { BreakableSource } from './workloads/breakableSource';
export { startArgocdApi } from './workloads/startArgocdApi';
export type { ArgocdApiSandbox } from './workloads/startArgocdApi';
export { startWithRights } from './workloads/startWithRights';
export type { RightsSandbox } from './workloads/startWithRights';
export { placeWorkload } from './workloads/placeWorkload';
export type { PlacedWorkload } from './workloads/placeWorkload';
export { SandboxStartError } from './startup/SandboxStartError';
