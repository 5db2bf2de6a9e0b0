import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AppProject } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/AppProject';
import { ApplicationSet } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/ApplicationSet';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { Ingress } from 'kubernetes-models/networking.k8s.io/v1/Ingress';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { Namespace } from 'kubernetes-models/v1/Namespace';
import { Service } from 'kubernetes-models/v1/Service';
import { ServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import { buildKustomization } from '@openportal/sandbox';
import { parseAllDocuments } from 'yaml';
import { readFolder } from './repositoryFiles';

/** A manifest, as far as tests look at it. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  spec?: unknown;
}

interface Model {
  validate(): void;
}

const models: Record<string, new (data: never) => Model> = {
  'argoproj.io/v1alpha1/AppProject': AppProject,
  'argoproj.io/v1alpha1/ApplicationSet': ApplicationSet,
  'apps/v1/Deployment': Deployment,
  'networking.k8s.io/v1/Ingress': Ingress,
  'networking.k8s.io/v1/NetworkPolicy': NetworkPolicy,
  'policy/v1/PodDisruptionBudget': PodDisruptionBudget,
  'v1/Namespace': Namespace,
  'v1/Service': Service,
  'v1/ServiceAccount': ServiceAccount,
};

/** Reads manifests from YAML text, and fails on every error and warning of the parser. */
export function parseManifests(text: string): Manifest[] {
  return parseAllDocuments(text).map(document => {
    expect([...document.errors, ...document.warnings]).toEqual([]);
    return document.toJS();
  });
}

/** Checks a manifest against the schema of its API; says false for a kind that no package describes. */
export function validateManifest(manifest: Manifest): boolean {
  const Model = models[`${manifest.apiVersion}/${manifest.kind}`];
  if (!Model) {
    return false;
  }
  new Model(manifest as never).validate();
  return true;
}

/** Whether the real kustomize is at hand. */
export const hasKubectl =
  spawnSync('kubectl', ['kustomize', '--help']).status === 0;

/** Builds a folder with the real kustomize. */
export async function kubectlKustomize(folder: string): Promise<Manifest[]> {
  const { stdout } = await promisify(execFile)('kubectl', [
    'kustomize',
    folder,
  ]);
  return parseManifests(stdout);
}

/** Builds a folder of a repository; where the real kustomize is at hand, it must build the same objects. */
export async function kustomize(
  repository: string,
  folder: string,
): Promise<Manifest[]> {
  const files = new Map(Object.entries(await readFolder(repository)));
  const manifests: Manifest[] = buildKustomization(files, folder).map(object =>
    JSON.parse(JSON.stringify(object)),
  );
  if (hasKubectl) {
    const byName = (list: Manifest[]) =>
      Object.fromEntries(
        list.map(manifest => [
          `${manifest.kind}/${manifest.metadata.name}`,
          manifest,
        ]),
      );
    expect(byName(manifests)).toEqual(
      byName(await kubectlKustomize(join(repository, folder))),
    );
  }
  return manifests;
}
