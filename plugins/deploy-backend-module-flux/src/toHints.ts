import { ObserverHint, RepositoryRef } from '@openportal/plugin-deploy-node';
import { Kustomization, Source, inventoryOf } from './fluxSchema';

function repositoryRef(source: Source | undefined): RepositoryRef | undefined {
  const [, owner, name] =
    /[/:]([^/:]+)\/([^/:]+?)(?:\.git)?\/*$/.exec(source?.spec.url ?? '') ?? [];
  return owner && name ? { owner, name } : undefined;
}

/**
 * Whom a change concerns: the namespaces that a Kustomization applies to. Where that is not known, because nothing was
 * applied yet or only the source changed, everybody whose manifests are in the repository.
 */
export function toHints(
  cluster: string,
  kustomization: Kustomization | undefined,
  source: Source | undefined,
): ObserverHint[] {
  const namespaces = new Set(
    kustomization
      ? inventoryOf(kustomization).flatMap(({ namespace }) => namespace || [])
      : [],
  );
  const repository = repositoryRef(source);
  if (namespaces.size > 0) {
    return [...namespaces].map(namespace => ({ cluster, namespace }));
  }
  return repository ? [{ repository }] : [];
}
