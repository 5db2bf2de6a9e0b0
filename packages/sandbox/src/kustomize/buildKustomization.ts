import { createHash } from 'node:crypto';
import { KubernetesObject, parseApiVersion } from '../kubernetes/types';
import { applyJsonPatches, applyPatchText } from './applyPatches';
import { applyReplacements } from './applyReplacements';
import {
  ConfigMapGenerator,
  Kustomization,
  parseKustomization,
} from './kustomization';
import { KustomizeError } from './KustomizeError';
import {
  FileTree,
  isDirectory,
  parseManifests,
  resolvePath,
} from './manifests';
import {
  addAnnotations,
  addLabels,
  addNameAffixes,
  renameObject,
  setImages,
  setNamespace,
  setReplicas,
} from './transformers';
import { parse } from 'yaml';

const FILE_NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
const MAXIMUM_DEPTH = 20;

/** The path of a directory's kustomization file, or undefined. */
export function findKustomization(
  files: FileTree,
  directory: string,
): string | undefined {
  const found = FILE_NAMES.map(name =>
    directory === '' ? name : `${directory}/${name}`,
  ).filter(path => files.has(path));
  if (found.length > 1) {
    throw new KustomizeError(
      `Found multiple kustomization files under: ${directory}`,
    );
  }
  return found[0];
}

function readFile(files: FileTree, path: string): string {
  const text = files.get(path);
  if (text === undefined) {
    throw new KustomizeError(`'${path}': no such file or directory`);
  }
  return text;
}

function identity(object: KubernetesObject): string {
  const { group } = parseApiVersion(object.apiVersion);
  return [
    group,
    object.kind,
    object.metadata.namespace ?? '',
    object.metadata.name,
  ].join('/');
}

function generateConfigMap(
  files: FileTree,
  directory: string,
  generator: ConfigMapGenerator,
  options: Kustomization['generatorOptions'],
): { object: KubernetesObject; hashed: boolean } {
  const data: Record<string, string> = {};
  for (const literal of generator.literals ?? []) {
    const equals = literal.indexOf('=');
    if (equals < 1) {
      throw new KustomizeError(
        `configMapGenerator '${generator.name}': invalid literal source '${literal}', expected key=value`,
      );
    }
    data[literal.slice(0, equals)] = literal.slice(equals + 1);
  }
  for (const entry of generator.files ?? []) {
    const equals = entry.indexOf('=');
    const path = entry.slice(equals + 1);
    const key =
      equals < 0 ? path.split('/').pop() ?? path : entry.slice(0, equals);
    data[key] = readFile(files, resolvePath(directory, path));
  }
  const labels = { ...options?.labels, ...generator.options?.labels };
  const annotations = {
    ...options?.annotations,
    ...generator.options?.annotations,
  };
  return {
    hashed: !(
      generator.options?.disableNameSuffixHash ?? options?.disableNameSuffixHash
    ),
    object: {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: generator.name,
        ...(generator.namespace ? { namespace: generator.namespace } : {}),
        ...(Object.keys(labels).length > 0 ? { labels } : {}),
        ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
      },
      data,
    },
  };
}

/** The suffix changes with the content, so that workloads roll; it is not the real tool's hash. */
function contentSuffix(object: KubernetesObject): string {
  return createHash('sha256')
    .update(JSON.stringify(object.data))
    .digest('hex')
    .slice(0, 10);
}

function collectResources(
  files: FileTree,
  directory: string,
  kustomization: Kustomization,
  trail: string[],
): KubernetesObject[] {
  const entries = [
    ...(kustomization.resources ?? []),
    ...(kustomization.bases ?? []),
  ];
  return entries.flatMap(entry => {
    if (/^[a-z]+:\/\/|^git@|\?ref=/.test(entry)) {
      throw new KustomizeError(
        `'${entry}': remote resources are not supported in the sandbox; keep them in the repository`,
      );
    }
    const path = resolvePath(directory, entry);
    if (files.has(path)) {
      return parseManifests(readFile(files, path), path);
    }
    if (!isDirectory(files, path)) {
      throw new KustomizeError(
        `accumulating resources: accumulation err='accumulating resources from '${entry}': '${path}': no such file or directory'`,
      );
    }
    return build(files, path, trail);
  });
}

function applyAllPatches(
  files: FileTree,
  directory: string,
  kustomization: Kustomization,
  objects: KubernetesObject[],
) {
  const textOf = (patch: { path?: string; patch?: string }) => {
    if ((patch.path === undefined) === (patch.patch === undefined)) {
      throw new KustomizeError(
        'must specify one and only one of patch and path in a patch',
      );
    }
    const path = patch.path && resolvePath(directory, patch.path);
    return path
      ? { text: readFile(files, path), path }
      : { text: patch.patch ?? '', path: 'inline patch' };
  };
  for (const entry of kustomization.patchesStrategicMerge ?? []) {
    const isInline = entry.includes('\n');
    const path = isInline ? 'inline patch' : resolvePath(directory, entry);
    applyPatchText(objects, isInline ? entry : readFile(files, path), path);
  }
  for (const patch of kustomization.patches ?? []) {
    const { text, path } = textOf(patch);
    applyPatchText(objects, text, path, patch.target);
  }
  for (const patch of kustomization.patchesJson6902 ?? []) {
    const { text, path } = textOf(patch);
    applyJsonPatches(objects, parse(text), path, patch.target);
  }
}

function transform(kustomization: Kustomization, objects: KubernetesObject[]) {
  const { namespace, namePrefix = '', nameSuffix = '' } = kustomization;
  // Replicas are set by the names that the files have.
  setReplicas(objects, kustomization.replicas ?? []);
  if (namespace !== undefined) {
    setNamespace(objects, namespace);
  }
  if (namePrefix || nameSuffix) {
    addNameAffixes(objects, namePrefix, nameSuffix);
  }
  if (kustomization.commonLabels) {
    addLabels(objects, kustomization.commonLabels, {
      selectors: true,
      templates: true,
    });
  }
  for (const labels of kustomization.labels ?? []) {
    addLabels(objects, labels.pairs, {
      selectors: labels.includeSelectors ?? false,
      templates: labels.includeTemplates ?? false,
    });
  }
  if (kustomization.commonAnnotations) {
    addAnnotations(objects, kustomization.commonAnnotations);
  }
  setImages(objects, kustomization.images ?? []);
}

function build(
  files: FileTree,
  directory: string,
  trail: string[],
): KubernetesObject[] {
  const path = findKustomization(files, directory);
  if (!path) {
    throw new KustomizeError(
      `unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${directory}'`,
    );
  }
  // The real tool also refuses a base that contains the overlay.
  const isCycle = trail.some(
    visited => visited === directory || visited.startsWith(`${directory}/`),
  );
  if (isCycle || trail.length > MAXIMUM_DEPTH) {
    throw new KustomizeError(
      `cycle detected: candidate root '${directory}' contains visited root '${
        trail[trail.length - 1]
      }'`,
    );
  }
  const kustomization = parseKustomization(readFile(files, path), path);
  const objects = collectResources(files, directory, kustomization, [
    ...trail,
    directory,
  ]);
  const generated = (kustomization.configMapGenerator ?? []).map(generator =>
    generateConfigMap(
      files,
      directory,
      generator,
      kustomization.generatorOptions,
    ),
  );
  objects.push(...generated.map(({ object }) => object));
  const seen = new Set<string>();
  for (const object of objects) {
    const key = identity(object);
    if (seen.has(key)) {
      throw new KustomizeError(
        `may not add resource with an already registered id: ${key}`,
      );
    }
    seen.add(key);
  }
  applyAllPatches(files, directory, kustomization, objects);
  transform(kustomization, objects);
  applyReplacements(objects, kustomization.replacements ?? []);
  for (const { object, hashed } of generated) {
    if (hashed && objects.includes(object)) {
      renameObject(
        objects,
        object,
        `${object.metadata.name}-${contentSuffix(object)}`,
      );
    }
  }
  return objects;
}

/**
 * Builds the kustomization in a directory of a commit. Components, remote
 * resources and plugins are not supported and say so.
 */
export function buildKustomization(
  files: FileTree,
  directory: string,
): KubernetesObject[] {
  return build(files, resolvePath('', directory), []).filter(
    // Such objects serve the build only, as sources of replacements.
    ({ metadata }) =>
      metadata.annotations?.['config.kubernetes.io/local-config'] !== 'true',
  );
}
