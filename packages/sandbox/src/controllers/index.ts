export { createGitReader } from './GitReader';
export type { GitReader } from './GitReader';
export type { ScmDirectory, ScmRepository } from './argocd/generators';
export { createImageResolver } from './deployment/resolveImage';
export type { ImageResolver } from './deployment/resolveImage';
export { startControllers } from './startControllers';
export type { Controllers, ControllersOptions } from './startControllers';
