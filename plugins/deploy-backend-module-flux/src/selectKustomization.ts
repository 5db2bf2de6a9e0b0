import { InputError } from '@backstage/errors';
import { DeployTarget } from '@openportal/plugin-deploy-node';
import { Kustomization, Source, inventoryOf } from './fluxSchema';

/** Annotation that names the Kustomization of an entity, where path and repository do not tell it. */
export const ANNOTATION_FLUX_KUSTOMIZATION =
  'openportal.dev/flux-kustomization';

const NAME = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/;

/** The name in the annotation: `name` or `namespace/name`, with `{env}` for the environment. */
export function annotatedKustomization(
  target: DeployTarget,
  defaultNamespace: string,
): { namespace: string; name: string } | undefined {
  const { annotations, environment, entityRef } = target;
  const key =
    [
      `${ANNOTATION_FLUX_KUSTOMIZATION}.${environment}`,
      ANNOTATION_FLUX_KUSTOMIZATION,
    ].find(candidate => annotations[candidate]) ?? '';
  if (!key) {
    return undefined;
  }
  const text = annotations[key].trim().replaceAll('{env}', environment);
  const parts = text.includes('/') ? text.split('/') : [defaultNamespace, text];
  if (parts.length !== 2 || !parts.every(part => NAME.test(part))) {
    throw new InputError(
      `The annotation ${key} of '${entityRef}' is '${text}': write it as namespace/name`,
    );
  }
  return { namespace: parts[0], name: parts[1] };
}

/** `owner/name` at the end of an address of a repository, whatever host and protocol reach it; else undefined. */
export function repositoryOf(url: string | undefined): string | undefined {
  const [, owner, name] =
    /[/:]([^/:]+)\/([^/:]+?)(?:\.git)?\/*$/.exec(url ?? '') ?? [];
  return owner && name
    ? `${owner}/${name}`.toLocaleLowerCase('en-US')
    : undefined;
}

function pathOf(path: string | undefined): string {
  return (path ?? '')
    .split('/')
    .filter(part => part !== '' && part !== '.')
    .join('/');
}

function isWithin(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}

function readsBranch({ spec }: Source, branch: string | undefined): boolean {
  const { branch: read, tag, semver, commit } = spec.ref ?? {};
  const pinned = tag ?? semver ?? commit;
  return (
    branch === undefined ||
    read === undefined ||
    pinned !== undefined ||
    read === branch
  );
}

/** A Kustomization with its source, where that is known. */
export type Applier = {
  kustomization: Kustomization;
  source?: Source;
  /** Whether it applies the folder of the target and nothing else. */
  exact: boolean;
};

/** The source of a Kustomization. */
export function sourceOf(
  { spec, metadata }: Kustomization,
  sources: readonly Source[],
): Source | undefined {
  const { kind, name, namespace = metadata.namespace } = spec.sourceRef;
  return sources.find(
    source =>
      source.kind === kind &&
      source.metadata.name === name &&
      source.metadata.namespace === namespace,
  );
}

/**
 * The Kustomization that applies the folder of a target, or the narrowest one around it. Of several for one folder the
 * one that applies to the namespace of the target.
 */
export function selectKustomization(
  facts: {
    kustomizations: readonly Kustomization[];
    sources: readonly Source[];
  },
  target: DeployTarget,
  defaultNamespace: string,
): Applier | undefined {
  const named = annotatedKustomization(target, defaultNamespace);
  if (named) {
    const kustomization = facts.kustomizations.find(
      ({ metadata }) =>
        metadata.name === named.name && metadata.namespace === named.namespace,
    );
    return (
      kustomization && {
        kustomization,
        source: sourceOf(kustomization, facts.sources),
        exact: false,
      }
    );
  }
  const { repository, branch, namespace } = target;
  if (!repository) {
    throw new InputError(
      `The entity '${target.entityRef}' names no repository; set the annotation github.com/project-slug, openportal.dev/gitops-repo or ${ANNOTATION_FLUX_KUSTOMIZATION}`,
    );
  }
  const wanted = repositoryOf(`/${repository.owner}/${repository.name}`);
  const path = pathOf(target.manifestPath);
  const rank = ({ kustomization }: Applier) => {
    const applies =
      kustomization.spec.targetNamespace === namespace ||
      inventoryOf(kustomization).some(entry => entry.namespace === namespace);
    return [pathOf(kustomization.spec.path).length, applies ? 1 : 0];
  };
  const sources = facts.sources.filter(
    source =>
      repositoryOf(source.spec.url) === wanted && readsBranch(source, branch),
  );
  return facts.kustomizations
    .flatMap((kustomization): Applier[] => {
      const source = sourceOf(kustomization, sources);
      const folder = pathOf(kustomization.spec.path);
      return source && isWithin(path, folder)
        ? [{ kustomization, source, exact: folder === path }]
        : [];
    })
    .sort((a, b) => {
      const [one, other] = [rank(a), rank(b)];
      return other[0] - one[0] || other[1] - one[1];
    })
    .at(0);
}
