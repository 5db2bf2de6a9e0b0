import {
  DeploymentLink,
  HealthStatus,
  SyncStatus,
} from '@openportal/plugin-deploy-common';
import { Observation } from '@openportal/plugin-deploy-node';
import { Application } from './applicationSchema';

const MAX_IMAGES = 100;
const MAX_LINKS = 5;
const MAX_MESSAGE_LENGTH = 500;

const syncStatuses: Record<string, SyncStatus> = {
  Synced: 'synced',
  OutOfSync: 'out-of-sync',
};

const healthStatuses: Record<string, HealthStatus> = {
  Healthy: 'healthy',
  Progressing: 'progressing',
  Degraded: 'degraded',
  Suspended: 'suspended',
  Missing: 'missing',
};

/** What tells the desired state among several sources. */
type Wanted = {
  /** `owner/name` */
  repository?: string;
  /** Folder of the manifests. */
  manifestPath?: string;
};

type Revisions = { revision?: string; revisions?: string[] } | undefined;

/**
 * Which source of a multi-source Application is the desired state: one of its repository, and of several of those, such
 * as a chart and its values, the one with the folder.
 */
function sourceIndex(
  application: Application,
  { repository, manifestPath }: Wanted,
): number {
  const wanted = repository?.toLocaleLowerCase('en-US');
  const candidates = (application.spec.sources ?? []).flatMap(
    ({ repoURL, path }, index) => {
      const address = (repoURL ?? '')
        .replace(/(\.git)?\/*$/, '')
        .toLocaleLowerCase('en-US');
      return wanted !== undefined &&
        (address.endsWith(`/${wanted}`) || address.endsWith(`:${wanted}`))
        ? [{ index, path: (path ?? '').replace(/^\.?\/+|\/+$/g, '') }]
        : [];
    },
  );
  const exact = candidates.find(({ path }) => path === manifestPath);
  return (exact ?? candidates.at(0))?.index ?? -1;
}

/**
 * The revision that is applied. While the Application is out of sync, `status.sync.revision` is the newest revision in
 * git and not the one that runs, so the last finished sync tells.
 */
function appliedRevision(
  application: Application,
  wanted: Wanted,
): string | undefined {
  const { status } = application;
  const index = sourceIndex(application, wanted);
  const revisionOf = (revisions: Revisions) =>
    revisions?.revisions
      ? revisions.revisions[index]
      : revisions?.revision || undefined;
  return status?.sync?.status === 'Synced'
    ? revisionOf(status.sync)
    : revisionOf(status?.history?.[status.history.length - 1]);
}

/**
 * Whether the status is about sources that are not those of the spec any more. Applications have no generation: what
 * was compared last is written beside the result.
 */
function isOutdated({ spec, status }: Application): boolean {
  const { comparedTo } = status?.sync ?? {};
  return (
    comparedTo !== undefined &&
    JSON.stringify([comparedTo.source, comparedTo.sources]) !==
      JSON.stringify([spec.source, spec.sources])
  );
}

/** Is a sync asked for or running? Until it ends, its hooks may still fail what looks healthy. */
function isOperating({ operation, status }: Application): boolean {
  const phase = status?.operationState?.phase;
  return (
    operation !== undefined || phase === 'Running' || phase === 'Terminating'
  );
}

function healthOf(application: Application): HealthStatus {
  const health =
    healthStatuses[application.status?.health?.status ?? ''] ?? 'unknown';
  const settled = health === 'healthy' || health === 'missing';
  return settled &&
    (application.metadata.deletionTimestamp || isOperating(application))
    ? 'progressing'
    : health;
}

function unhealthyResources({ status }: Application): string[] {
  return (status?.resources ?? []).flatMap(({ kind, name, health }) =>
    health?.message && health.status !== 'Healthy'
      ? [`${kind ?? 'Resource'} '${name ?? ''}': ${health.message}`]
      : [],
  );
}

/** The most telling reason why this is not a healthy, synced deployment. */
function explain(
  application: Application,
  health: HealthStatus,
): string | undefined {
  const { metadata, spec, status } = application;
  const state = status?.operationState;
  const condition = (status?.conditions ?? []).find(({ type }) =>
    type?.endsWith('Error'),
  );
  const sync = status?.sync?.status;
  if (metadata.deletionTimestamp) {
    return 'The Argo CD Application is being deleted';
  }
  if (isOperating(application)) {
    return `Argo CD is syncing${state?.message ? `: ${state.message}` : ''}`;
  }
  if (isOutdated(application)) {
    return 'Argo CD has not looked at the last change of the Application yet';
  }
  if (condition) {
    return `${condition.type}: ${condition.message ?? ''}`;
  }
  if (sync !== 'Synced' && ['Failed', 'Error'].includes(state?.phase ?? '')) {
    return `The last sync failed: ${state?.message ?? 'no reason given'}`;
  }
  if (health === 'suspended') {
    return 'A workload is paused; resume it to go on';
  }
  if (health !== 'healthy') {
    const [resource] = unhealthyResources(application);
    return status?.health?.message ?? resource;
  }
  const automated = spec.syncPolicy?.automated;
  const isAutomatic = automated !== undefined && automated.enabled !== false;
  return sync === 'OutOfSync' && !isAutomatic
    ? 'Out of sync, and automatic sync is off; sync it in Argo CD'
    : undefined;
}

function linksOf(application: Application, argocdUrl?: string) {
  const links: DeploymentLink[] = [];
  if (argocdUrl) {
    links.push({ title: 'Argo CD', kind: 'argocd', url: argocdUrl });
  }
  const urls = application.status?.summary?.externalURLs ?? [];
  for (const text of urls.slice(0, MAX_LINKS)) {
    // Anybody who may write an Ingress decides this text.
    const url = URL.parse(text);
    if (url && ['http:', 'https:'].includes(url.protocol)) {
      links.push({ title: url.host, kind: 'app', url: url.href });
    }
  }
  return links;
}

/** What an Argo CD Application says about what runs. Whatever it does not say is unknown. */
export function toObservation(
  application: Application,
  options: {
    observedAt: string;
    /** Page of the Application in Argo CD. */
    argocdUrl?: string;
  } & Wanted,
): Observation {
  const { status } = application;
  const health = healthOf(application);
  return {
    observedAt: options.observedAt,
    images: (status?.summary?.images ?? []).slice(0, MAX_IMAGES),
    revision: appliedRevision(application, options),
    sync: isOutdated(application)
      ? 'unknown'
      : syncStatuses[status?.sync?.status ?? ''] ?? 'unknown',
    health,
    message: explain(application, health)?.slice(0, MAX_MESSAGE_LENGTH),
    links: linksOf(application, options.argocdUrl),
  };
}
