import {
  CompositeResourceDefinition,
  parseOrderBranch,
} from '@openportal/plugin-crossplane-common';
import { OrdersConfig } from '@openportal/plugin-crossplane-node';
import { matchPaths, PathMatches } from '../orders/matchPaths';
import { locationOf } from './locationOf';
import { KnownFiles, PendingPull } from './readRepositories';

/** What is known of the repositories of orders. */
export interface KnownRepositories {
  files: KnownFiles;
  pending: PendingPull[];
}

/** Names of the XRDs that have orders in git or in a pull request, and so probably instances in the cluster. */
export function kindsInGit(
  definitions: CompositeResourceDefinition[],
  cluster: string,
  { files, pending }: KnownRepositories,
  config: OrdersConfig | undefined,
): string[] {
  if (!config) {
    return [];
  }
  const proposed = new Set(
    pending.flatMap(({ repository, pull }) => {
      const parts = parseOrderBranch(pull.head.ref);
      return parts && (parts.cluster ?? cluster) === cluster
        ? [`${repository} ${parts.plural}`]
        : [];
    }),
  );
  const matches = new Map<string, PathMatches>();
  // Nearly all XRDs share one template of paths, so the paths are gone through once.
  const matchesOf = (repository: string, template: string) => {
    const key = `${repository} ${template}`;
    const known =
      matches.get(key) ??
      matchPaths(
        template,
        { cluster, of: 'plural' },
        files.get(repository) ?? [],
      );
    matches.set(key, known);
    return known;
  };
  return definitions.flatMap(xrd => {
    const location = locationOf(xrd, config);
    if (!location) {
      return [];
    }
    const { repository, path } = location;
    const { plural } = xrd.orderable;
    const found = matchesOf(repository, path);
    const isInGit = path.includes('/{plural}/')
      ? found.values.has(plural)
      : found.any;
    return isInGit || proposed.has(`${repository} ${plural}`) ? [xrd.name] : [];
  });
}
