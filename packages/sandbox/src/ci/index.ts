export { pushCommitImage } from './buildImage';
export { CiBuilder } from './CiBuilder';
export type { CiHost, CiPush, CiRunState } from './CiHost';
export { createCiHost } from './createCiHost';
