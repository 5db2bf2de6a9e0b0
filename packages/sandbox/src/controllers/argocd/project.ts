import { KubernetesObject } from '../../kubernetes';
import { isJsonObject, objectsAt, valueAt } from '../../kubernetes/types';
import { Application } from './application';

/** Matches Argo CD's globs: `*` stands for any text, also with slashes in it. */
export function matchesGlob(pattern: string, value: string): boolean {
  const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*')}$`).test(value);
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** What a project forbids of an application's spec; empty when all is allowed. */
export function projectViolations(
  project: KubernetesObject | undefined,
  application: Application,
  server: string,
): string[] {
  const { spec } = application;
  // Argo CD always has a project that allows everything.
  if (!project) {
    return spec.project === 'default'
      ? []
      : [
          `Application referencing project ${spec.project} which does not exist`,
        ];
  }
  const violations: string[] = [];
  const repoURL = spec.source?.repoURL ?? '';
  const normalized = repoURL.replace(/\.git$/, '');
  const sourceAllowed = texts(valueAt(project, 'spec', 'sourceRepos')).some(
    pattern => matchesGlob(pattern.replace(/\.git$/, ''), normalized),
  );
  if (!sourceAllowed) {
    violations.push(
      `application repo ${repoURL} is not permitted in project '${spec.project}'`,
    );
  }
  const { namespace = '', name = '' } = spec.destination;
  const destinationAllowed = objectsAt(project, 'spec', 'destinations').some(
    allowed =>
      matchesGlob(String(allowed.namespace ?? ''), namespace) &&
      ((allowed.server !== undefined &&
        matchesGlob(String(allowed.server), server)) ||
        (allowed.name !== undefined &&
          name !== '' &&
          matchesGlob(String(allowed.name), name))),
  );
  if (!destinationAllowed) {
    violations.push(
      `application destination server '${server}' and namespace '${namespace}' do not match any of the allowed destinations in project '${spec.project}'`,
    );
  }
  return violations;
}

/** True when the project allows applications to bring this kind. */
export function isKindAllowed(
  project: KubernetesObject | undefined,
  kind: { group: string; kind: string; namespaced: boolean },
): boolean {
  if (!project || !isJsonObject(project.spec)) {
    return true;
  }
  const lists = (field: string) => {
    const rules = objectsAt(project, 'spec', field);
    return {
      given: rules.length > 0,
      matches: rules.some(
        rule =>
          matchesGlob(String(rule.group ?? ''), kind.group) &&
          matchesGlob(String(rule.kind ?? ''), kind.kind),
      ),
    };
  };
  if (!kind.namespaced) {
    return lists('clusterResourceWhitelist').matches;
  }
  const allowed = lists('namespaceResourceWhitelist');
  return (
    !lists('namespaceResourceBlacklist').matches &&
    (!allowed.given || allowed.matches)
  );
}
