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

/** Matches a pattern that may deny: `!kube-*` matches by what follows the mark. */
function matchPattern(
  pattern: unknown,
  value: string,
): { matches: boolean; denies: boolean } {
  const text = String(pattern ?? '');
  const denies = text.startsWith('!');
  return {
    matches: matchesGlob(denies ? text.slice(1) : text, value),
    denies,
  };
}

/** True when a destination of the project allows the namespace and none denies it. */
export function isDestinationAllowed(
  project: KubernetesObject | undefined,
  cluster: { server: string; name: string },
  namespace: string,
): boolean {
  if (!project) {
    return true;
  }
  const rules = objectsAt(project, 'spec', 'destinations').map(rule => {
    const server = matchPattern(rule.server, cluster.server);
    const name = matchPattern(rule.name, cluster.name);
    const inNamespace = matchPattern(rule.namespace, namespace);
    return {
      denies: server.denies || name.denies || inNamespace.denies,
      matches:
        inNamespace.matches &&
        ((rule.server !== undefined && server.matches) ||
          (rule.name !== undefined && cluster.name !== '' && name.matches)),
    };
  });
  return (
    rules.some(({ denies, matches }) => !denies && matches) &&
    !rules.some(({ denies, matches }) => denies && matches)
  );
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
  if (!isDestinationAllowed(project, { server, name }, namespace)) {
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
