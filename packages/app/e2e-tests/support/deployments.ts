import type {
  ActionPreview,
  DeploymentView,
  EnvironmentView,
  Gate,
  MatrixResponse,
  Operation,
} from '@openportal/plugin-deploy-common';

/** As many environments as a large portal has. */
const MANY = [
  'sandbox',
  'development',
  'integration',
  'performance',
  'acceptance-of-the-customer',
  'staging',
  'prod-europe',
  'prod-north-america',
];

const MINUTE_MS = 60 * 1000;
const HOUR_MS = 60 * MINUTE_MS;

/** What the Deploy tab is answered about an entity. */
export const VIEW = /^\/entities\/component\/default\/[^/]+$/;

/** The same application in eight environments, one of them with a long name. */
export function inManyEnvironments(view: DeploymentView): DeploymentView {
  const environments = MANY.map((name, index): EnvironmentView => {
    const like = view.environments[index % view.environments.length];
    const next = MANY[index + 1];
    return {
      ...like,
      environment: { ...like.environment, name, title: name, aliases: [] },
      state: { ...like.state, environment: name },
      promote:
        like.promote && next !== undefined
          ? { ...like.promote, environment: next }
          : undefined,
      rollback: like.rollback && { ...like.rollback, environment: name },
    };
  });
  return { ...view, environments };
}

/** The fleet in eight environments, one of which could not be read for an hour. */
export function fleetInManyEnvironments(
  matrix: MatrixResponse,
): MatrixResponse {
  const unread = {
    stale: true,
    observedAt: new Date(
      Date.parse(matrix.generatedAt) - HOUR_MS,
    ).toISOString(),
    error:
      "The cluster 'production' does not answer: connect ECONNREFUSED 192.0.2.10:6443",
  };
  return {
    ...matrix,
    environments: MANY,
    items: matrix.items.map(row => ({
      ...row,
      environments: MANY.flatMap((environment, index) => {
        const like = row.environments[index % row.environments.length];
        return like
          ? {
              ...like,
              environment,
              ...(environment === 'prod-europe' && unread),
            }
          : [];
      }),
    })),
  };
}

/** What nobody could read for an hour: promotions wait for somebody who can. */
export function unreadForAnHour(view: DeploymentView): DeploymentView {
  const seenMs = Date.parse(view.generatedAt) - HOUR_MS;
  const observedAt = new Date(seenMs).toISOString();
  return {
    ...view,
    environments: view.environments.map(environment => ({
      ...environment,
      state: {
        ...environment.state,
        stale: true,
        observedAt,
        staleAfter: new Date(seenMs + HOUR_MS / 6).toISOString(),
      },
      promote: refusedBy(environment.promote, {
        id: 'freshness',
        title: 'Known state',
        status: 'fail',
        reason: `What is known of '${environment.environment.name}' is from ${observedAt}, too old to act on`,
        clearedBy: 'The cluster, once it can be read again',
      }),
    })),
  };
}

/** Environments that are frozen, for somebody who may break the glass. */
export function frozen(view: DeploymentView): DeploymentView {
  const nowMs = Date.parse(view.generatedAt);
  const end = new Date(nowMs + HOUR_MS / 2).toISOString();
  return {
    ...view,
    environments: view.environments.map(environment => ({
      ...environment,
      promote: refusedBy(environment.promote, {
        id: 'freeze',
        title: 'Freeze',
        status: 'fail',
        reason: `'${environment.promote?.environment}' is frozen until ${end} by 'Year end': The books are closed`,
        clearsAt: end,
        clearedBy: `Time, or who has the permission 'deploy.freeze.override' in '${environment.promote?.environment}', by breaking the glass with a reason`,
        breakGlass: true,
      }),
    })),
    freezes: [
      {
        name: 'Year end',
        environments: view.environments.map(
          ({ environment }) => environment.name,
        ),
        reason: 'The books are closed',
        start: new Date(nowMs - HOUR_MS).toISOString(),
        end,
        active: true,
      },
    ],
  };
}

/** Environments that can go back, as they can once each of them has had two healthy versions. */
export function withWayBack(view: DeploymentView): DeploymentView {
  return {
    ...view,
    environments: view.environments.map(environment => ({
      ...environment,
      rollback: environment.rollback && {
        ...environment.rollback,
        allowed: true,
        gates: environment.rollback.gates.filter(
          ({ status }) => status !== 'fail',
        ),
      },
    })),
  };
}

/** An action that one gate refuses, and nothing else. */
function refusedBy(
  preview: ActionPreview | undefined,
  gate: Gate,
): ActionPreview | undefined {
  return (
    preview && {
      ...preview,
      allowed: false,
      breakGlass: gate.breakGlass === true,
      gates: [...preview.gates.filter(({ id }) => id !== gate.id), gate],
    }
  );
}

/** The operation as if it had been an hour ago, taken too long, and been seen to work afterwards. */
export function timedOut(operation: Operation): Operation {
  const requestedMs = Date.parse(operation.requestedAt) - HOUR_MS;
  const after = (minutes: number) =>
    new Date(requestedMs + minutes * MINUTE_MS).toISOString();
  return {
    ...operation,
    requestedAt: after(0),
    state: 'timed-out',
    stateReason: `'${operation.to.version}' was not seen running healthy within 15 minutes`,
    finishedAt: after(15),
    lateSuccessAt: after(20),
  };
}
