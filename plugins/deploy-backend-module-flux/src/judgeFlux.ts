import { HealthStatus, SyncStatus } from '@openportal/plugin-deploy-common';
import {
  FluxObject,
  HelmRelease,
  Kustomization,
  Source,
  commitOf,
  conditionOf,
  nameOf,
} from './fluxSchema';

/** What an object of Flux says; without `health` it leaves the word to what it applied. */
export type FluxVerdict = { health?: HealthStatus; message?: string };

/** Reasons for which Flux waits for something else, which may come. */
const WAITING = new Set([
  'DependencyNotReady',
  'SourceNotReady',
  'ArtifactFailed',
]);
/** Reasons that say that what was applied does not become healthy. */
const UNHEALTHY = new Set(['HealthCheckFailed']);
const MAX_DEPTH = 5;

function said(object: FluxObject, type: string): string {
  const condition = conditionOf(object, type);
  return condition?.message ?? condition?.reason ?? 'no reason given';
}

/** Whether the status of an object is about its spec as it is now. */
function isObserved(object: Kustomization | HelmRelease): boolean {
  const { generation } = object.metadata;
  const observed = object.status?.observedGeneration;
  return (
    generation !== undefined && observed !== undefined && observed >= generation
  );
}

/** What stops an object from being reconciled at all, in the order in which it has to be undone. */
function stopped(object: Kustomization | HelmRelease): FluxVerdict | undefined {
  const name = nameOf(object);
  if (object.metadata.deletionTimestamp !== undefined) {
    return { health: 'progressing', message: `${name} is being deleted` };
  }
  if (object.spec.suspend) {
    return {
      health: 'suspended',
      message: `${name} is suspended, so Flux applies nothing; resume it`,
    };
  }
  if (conditionOf(object, 'Stalled')?.status === 'True') {
    return {
      health: 'degraded',
      message: `${name} is stalled: ${said(object, 'Stalled')}`,
    };
  }
  return isObserved(object)
    ? undefined
    : {
        health: 'progressing',
        message: `Flux has not seen the last change of ${name} yet`,
      };
}

/** Why a dependency is not ready: the first in the chain that fails by itself is the one to look at. */
function rootCause(
  object: Kustomization,
  all: readonly Kustomization[],
  depth = 0,
): string | undefined {
  for (const { name, namespace } of object.spec.dependsOn ?? []) {
    const key = namespace ?? object.metadata.namespace;
    const dependency = all.find(
      ({ metadata }) => metadata.name === name && metadata.namespace === key,
    );
    if (!dependency) {
      return `Kustomization '${key}/${name}', which it depends on, does not exist`;
    }
    const halted = stopped(dependency);
    if (halted) {
      return halted.message;
    }
    const ready = conditionOf(dependency, 'Ready');
    if (ready?.status !== 'True') {
      const deeper =
        depth < MAX_DEPTH ? rootCause(dependency, all, depth + 1) : undefined;
      return (
        deeper ??
        `${nameOf(dependency)} is not ready: ${said(dependency, 'Ready')}`
      );
    }
  }
  return undefined;
}

/** What a Kustomization says about what it applies. */
export function judgeKustomization(
  kustomization: Kustomization,
  all: readonly Kustomization[],
): FluxVerdict {
  const halted = stopped(kustomization);
  if (halted) {
    return halted;
  }
  const name = nameOf(kustomization);
  const ready = conditionOf(kustomization, 'Ready');
  if (ready?.status === 'True') {
    return {};
  }
  const message = `${name}: ${said(kustomization, 'Ready')}`;
  if (ready?.status !== 'False') {
    return { health: 'progressing', message };
  }
  if (WAITING.has(ready.reason ?? '')) {
    const cause = rootCause(kustomization, all);
    return {
      health: 'progressing',
      message: cause ? `${name} waits: ${cause}` : message,
    };
  }
  const neverApplied = kustomization.status?.lastAppliedRevision === undefined;
  // What ran before goes on running where a new revision cannot even be applied.
  return UNHEALTHY.has(ready.reason ?? '') || neverApplied
    ? { health: 'degraded', message }
    : { message };
}

/** What a HelmRelease says. A rollback by Helm is no success: what failed is told. */
export function judgeHelmRelease(release: HelmRelease): FluxVerdict {
  const halted = stopped(release);
  if (halted) {
    return halted;
  }
  const ready = conditionOf(release, 'Ready');
  if (ready?.status === 'True') {
    return {};
  }
  const failed = ['Released', 'TestSuccess', 'Ready'].find(
    type => conditionOf(release, type)?.status === 'False',
  );
  const remediated =
    conditionOf(release, 'Remediated')?.status === 'True'
      ? '; Helm went back to the release before'
      : '';
  const message = `${nameOf(release)}: ${said(
    release,
    failed ?? 'Ready',
  )}${remediated}`;
  return ready?.status === 'False' && !WAITING.has(ready.reason ?? '')
    ? { health: 'degraded', message }
    : { health: 'progressing', message };
}

/** What the source says. One that fails does not harm what runs, but what is new does not come. */
export function judgeSource(source: Source | undefined): FluxVerdict {
  if (!source) {
    return {};
  }
  if (source.spec.suspend) {
    return {
      health: 'suspended',
      message: `${nameOf(
        source,
      )} is suspended, so Flux fetches nothing; resume it`,
    };
  }
  return conditionOf(source, 'Ready')?.status === 'False'
    ? { message: `${nameOf(source)} fails: ${said(source, 'Ready')}` }
    : {};
}

/**
 * Whether the newest revision that the source has is applied. A source that fails may lack one, so that nobody knows.
 */
export function syncOf(
  kustomization: Kustomization,
  source: Source | undefined,
): SyncStatus {
  const { status } = kustomization;
  const applied = status?.lastAppliedRevision;
  const newest =
    source?.status?.artifact?.revision ?? status?.lastAttemptedRevision;
  if (source && conditionOf(source, 'Ready')?.status !== 'True') {
    return 'unknown';
  }
  const isReady =
    conditionOf(kustomization, 'Ready')?.status === 'True' &&
    isObserved(kustomization) &&
    !kustomization.spec.suspend &&
    !source?.spec.suspend;
  return isReady && applied !== undefined && applied === newest
    ? 'synced'
    : 'out-of-sync';
}

/** The commit that is applied: of an artifact that is no commit itself the one that it was built from. */
export function appliedCommit({
  spec,
  status,
}: Kustomization): string | undefined {
  return commitOf(
    spec.sourceRef.kind === 'GitRepository'
      ? status?.lastAppliedRevision
      : status?.lastAppliedOriginRevision,
  );
}
