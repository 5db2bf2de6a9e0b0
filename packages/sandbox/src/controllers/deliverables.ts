import { ClusterObjects, KubernetesObject } from '../kubernetes';
import {
  buildKustomization,
  FileTree,
  findKustomization,
  parseManifests,
  resolvePath,
} from '../kustomize';

/** The order in which kinds are applied: what others need comes first. */
const FIRST_KINDS = [
  'Namespace',
  'CustomResourceDefinition',
  'CompositeResourceDefinition',
  'ServiceAccount',
  'Secret',
  'ConfigMap',
  'ClusterRole',
  'ClusterRoleBinding',
  'Role',
  'RoleBinding',
  'Service',
  'Deployment',
];

function rank(object: KubernetesObject): number {
  const index = FIRST_KINDS.indexOf(object.kind);
  return index < 0 ? FIRST_KINDS.length : index;
}

/** Sorts objects into the order in which they are applied. */
export function inApplyOrder(objects: KubernetesObject[]): KubernetesObject[] {
  return [...objects].sort((left, right) => rank(left) - rank(right));
}

/** Puts objects that need a namespace and name none into a default one. */
export function withNamespaces(
  objects: KubernetesObject[],
  cluster: ClusterObjects,
  namespace: string | undefined,
): KubernetesObject[] {
  return objects.map(object => {
    const type = cluster.lookup(object.apiVersion, object.kind);
    const metadata = { ...object.metadata };
    if (type?.namespaced === false) {
      delete metadata.namespace;
    } else if (!metadata.namespace && namespace) {
      metadata.namespace = namespace;
    }
    return { ...object, metadata };
  });
}

/**
 * The objects of a directory: built when it has a kustomization file, else
 * every manifest in it.
 */
export function readDirectory(
  files: FileTree,
  path: string,
  options: { recurse: boolean },
): KubernetesObject[] {
  const directory = resolvePath('', path);
  if (findKustomization(files, directory)) {
    return buildKustomization(files, directory);
  }
  const prefix = directory === '' ? '' : `${directory}/`;
  return [...files]
    .filter(([file]) => file.startsWith(prefix))
    .filter(([file]) => /\.(ya?ml|json)$/.test(file))
    .filter(
      ([file]) => options.recurse || !file.slice(prefix.length).includes('/'),
    )
    .flatMap(([file, text]) => parseManifests(text, file));
}

/** True when a commit has files in a directory. */
export function hasDirectory(files: FileTree, path: string): boolean {
  const directory = resolvePath('', path);
  return (
    directory === '' ||
    [...files.keys()].some(file => file.startsWith(`${directory}/`))
  );
}
