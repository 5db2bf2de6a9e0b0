export { buildKustomization, findKustomization } from './buildKustomization';
export {
  formatImageReference,
  imageName,
  parseImageReference,
} from './imageReference';
export type { ImageReference } from './imageReference';
export { KustomizeError } from './KustomizeError';
export { parseManifests, resolvePath } from './manifests';
export type { FileTree } from './manifests';
