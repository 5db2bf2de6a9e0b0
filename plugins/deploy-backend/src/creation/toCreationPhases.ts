import { CreationPhase } from '@openportal/plugin-deploy-common';
import { CreationFacts } from './CreationFacts';

/** Where each phase between the form and the running application stands, and what to do where it does not go on. */
export function toCreationPhases(facts: CreationFacts): CreationPhase[] {
  return [
    scaffoldPhase(facts),
    buildPhase(facts),
    syncPhase(facts),
    runPhase(facts),
    reachPhase(facts),
  ];
}

/** Whether nothing is left to wait for. Where the portal knows no address, nobody will tell whether it is reached. */
export function isComplete(phases: CreationPhase[]): boolean {
  return phases.every(
    ({ id, state }) =>
      state === 'done' || (id === 'reach' && state === 'unknown'),
  );
}

function scaffoldPhase({
  repository,
  sourceUrl,
}: CreationFacts): CreationPhase {
  if (!repository) {
    return {
      id: 'scaffold',
      state: 'failed',
      message: 'The entity is in the catalog, and names no repository',
      fix: "Set the annotation 'github.com/project-slug' in catalog-info.yaml to the repository that it comes from",
    };
  }
  return {
    id: 'scaffold',
    ...(sourceUrl !== undefined && { url: sourceUrl }),
    state: 'done',
    message: `The repository '${repository.owner}/${repository.name}' is there, and its catalog-info.yaml is in the catalog`,
  };
}

function buildPhase({ pipeline, state }: CreationFacts): CreationPhase {
  const phase = { id: 'build' } as const;
  if ('unknown' in pipeline) {
    return state?.desired === undefined
      ? { ...phase, state: 'unknown', message: pipeline.unknown }
      : {
          ...phase,
          state: 'done',
          message: `'${state.desired.version}' was built: it is what should run`,
        };
  }
  const run = pipeline.value;
  if (!run && state?.desired && state.health === 'healthy') {
    return {
      ...phase,
      state: 'done',
      message: `'${state.desired.version}' was built: it runs`,
    };
  }
  if (!run) {
    return {
      ...phase,
      state: 'waiting',
      message: 'No pipeline has run yet',
      fix: 'A push to the default branch starts it. Where none comes, look whether the repository has a workflow and whether workflows are allowed in it',
    };
  }
  const page = run.url === undefined ? {} : { url: run.url };
  switch (run.state) {
    case 'succeeded':
      return {
        ...phase,
        ...page,
        ...(run.finishedAt !== undefined && { at: run.finishedAt }),
        state: 'done',
        message: `'${run.name}' succeeded for ${run.commit.slice(0, 7)}`,
      };
    case 'failed':
    case 'cancelled':
      return {
        ...phase,
        ...page,
        ...(run.finishedAt !== undefined && { at: run.finishedAt }),
        state: 'failed',
        message:
          run.state === 'cancelled'
            ? `'${run.name}' was cancelled`
            : `'${run.name}' failed${
                run.failedStep === undefined
                  ? ''
                  : ` in the step '${run.failedStep}'`
              }`,
        fix: 'Read the log of the run, correct what it names, and push: the next commit starts it again',
      };
    case 'running':
      return {
        ...phase,
        ...page,
        state: 'running',
        message: `'${run.name}' builds ${run.commit.slice(0, 7)}`,
      };
    default:
      return {
        ...phase,
        ...page,
        state: 'waiting',
        message: `'${run.name}' waits for a runner`,
        fix: 'Where it waits for long, ask who runs the runners whether one is free for this repository',
      };
  }
}

function syncPhase(facts: CreationFacts): CreationPhase {
  const { state } = facts;
  const page =
    state?.links.find(({ kind }) => kind === 'argocd')?.url ??
    state?.desired?.url;
  const phase = {
    id: 'sync',
    ...(page !== undefined && { url: page }),
  } as const;
  if (!state) {
    return {
      ...phase,
      state: 'failed',
      message: 'The application uses none of the environments of this portal',
      fix: "Set the annotation 'openportal.dev/environments', or leave it out to use all of them",
    };
  }
  const { desired, sources } = state;
  if (desired === undefined) {
    if (sources.desired.error !== undefined) {
      return {
        ...phase,
        state: 'unknown',
        message: `The desired state cannot be read: ${sources.desired.error}`,
      };
    }
    return sources.desired.readAt === undefined
      ? { ...phase, state: 'waiting', message: 'It was not looked at yet' }
      : {
          ...phase,
          state: 'failed',
          message: `'${facts.manifestPath}/' has no manifest, so the repository is not detected`,
          fix: detectionFix(facts),
        };
  }
  if (state.health === 'missing') {
    return {
      ...phase,
      state: 'waiting',
      message: `'${desired.version}' is written, and the cluster does not know the application yet`,
      fix: detectionFix(facts),
    };
  }
  if (sources.observed.readAt === undefined) {
    return {
      ...phase,
      state: 'unknown',
      message:
        sources.observed.error === undefined
          ? 'The cluster was not looked at yet'
          : `The cluster cannot be read: ${sources.observed.error}`,
    };
  }
  return state.sync === 'out-of-sync'
    ? {
        ...phase,
        state: 'running',
        message: `'${desired.version}' is being applied`,
      }
    : {
        ...phase,
        state: 'done',
        ...(desired.changedAt !== undefined && { at: desired.changedAt }),
        message: `'${desired.version}' is written and applied`,
      };
}

function detectionFix(facts: CreationFacts): string {
  const { repository, repositoryPrefix, manifestPath } = facts;
  const rule = `A repository is detected when its name starts with '${repositoryPrefix}' and it has the folder '${manifestPath}/'`;
  return repository === undefined ||
    repository.name.startsWith(repositoryPrefix)
    ? `${rule}. Add that folder where it is missing; a new one is found within some minutes`
    : `${rule}, and the name '${repository.name}' does not start with '${repositoryPrefix}': rename the repository`;
}

function runPhase({ state }: CreationFacts): CreationPhase {
  const logs = state?.links.find(({ kind }) => kind === 'logs')?.url;
  const phase = {
    id: 'run',
    ...(logs !== undefined && { url: logs }),
  } as const;
  if (!state || state.observedAt === undefined || state.health === 'missing') {
    return {
      ...phase,
      state: 'waiting',
      message: 'Nothing runs yet',
    };
  }
  const details = state.message === undefined ? '' : `: ${state.message}`;
  switch (state.health) {
    case 'healthy':
      return {
        ...phase,
        state: 'done',
        ...(state.lastHealthy && { at: state.lastHealthy.healthyAt }),
        message: `'${
          state.observed?.version ?? state.desired?.version ?? 'It'
        }' runs and is healthy`,
      };
    case 'degraded':
      return {
        ...phase,
        state: 'failed',
        message: `The pods do not start${details}`,
        fix: startFix(state.message ?? ''),
      };
    case 'suspended':
      return {
        ...phase,
        state: 'waiting',
        message: `It is suspended${details}`,
        fix: 'Resume it where it was suspended',
      };
    case 'progressing':
      return { ...phase, state: 'running', message: `It starts${details}` };
    default:
      return {
        ...phase,
        state: 'unknown',
        message: `It is not known how it is doing${details}`,
      };
  }
}

/** The usual causes, the one that the cluster names first. */
function startFix(message: string): string {
  const causes = [
    {
      pattern: /image|pull|registry|manifest unknown/i,
      fix: 'Image pull: check that the image is in the registry, and that the cluster may pull it (for ECR: the permissions of the nodes)',
    },
    {
      pattern: /memory|oom|cpu|quota|limit|insufficient/i,
      fix: 'Limits: check the requests and limits of the container, and the quota of the namespace',
    },
    {
      pattern: /readiness|liveness|probe|unhealthy/i,
      fix: 'Readiness: check the path and the port of the probe, and how long the application takes to start',
    },
  ];
  const named = causes.filter(({ pattern }) => pattern.test(message));
  return (named.length > 0 ? named : causes).map(({ fix }) => fix).join('. ');
}

function reachPhase({ url, reached, state }: CreationFacts): CreationPhase {
  const phase = { id: 'reach' } as const;
  if (url === undefined) {
    return {
      ...phase,
      state: 'unknown',
      message: 'The portal does not know an address of it',
      fix: "Who runs the portal sets 'url' of the environment in the configuration",
    };
  }
  if (state?.health !== 'healthy' || reached === undefined) {
    return {
      ...phase,
      url,
      state: 'waiting',
      message: 'It is asked for when it runs',
    };
  }
  switch (reached.kind) {
    case 'answered':
      return reached.status < 500
        ? {
            ...phase,
            url,
            state: 'done',
            message: `It answers with ${reached.status}`,
          }
        : {
            ...phase,
            url,
            state: 'failed',
            message: `It answers with ${reached.status}`,
            fix: 'Read the log of the application, and check that its service and ingress name the right port',
          };
    case 'no-name':
      return {
        ...phase,
        url,
        state: 'waiting',
        message: `The name '${reached.host}' is not known yet: DNS has not propagated`,
        fix: 'A new name takes about 30 seconds to be written and 1 to 2 minutes to be known. Where it stays unknown, check the host of the ingress and the DNS controller of the cluster',
      };
    default:
      return {
        ...phase,
        url,
        state: 'failed',
        message: `It does not answer: ${reached.reason}`,
        fix: 'Check that the ingress has an address, that its certificate is there, and that the network lets the portal reach it',
      };
  }
}
