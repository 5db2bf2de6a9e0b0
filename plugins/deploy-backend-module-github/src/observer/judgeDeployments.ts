import { HealthStatus } from '@openportal/plugin-deploy-common';

/** A deployment of GitHub with its last status. */
export interface DeploymentFact {
  id: number;
  sha: string;
  createdAt: string;
  /** Undefined where nobody said anything about it yet. */
  state?: string;
  description?: string;
  environmentUrl?: string;
  logUrl?: string;
  /** Image that its creator wrote into the payload. */
  image?: string;
}

/** What the deployments of an environment say. */
export interface DeploymentVerdict {
  health: HealthStatus;
  /** The last deployment that was told to have succeeded. */
  running?: DeploymentFact;
  /** The one that the health is about. */
  latest?: DeploymentFact;
  message?: string;
}

const inProgress = new Set(['queued', 'pending', 'waiting', 'in_progress']);

/** Judges the deployments of an environment, newest first. What ended says nothing about what runs. */
export function judgeDeployments(
  deployments: DeploymentFact[],
): DeploymentVerdict {
  const latest = deployments.find(({ state }) => state !== 'inactive');
  const running = deployments.find(({ state }) => state === 'success');
  if (!latest) {
    return { health: 'missing', message: 'GitHub knows no deployment here' };
  }
  if (latest.state === 'success') {
    return { health: 'healthy', latest, running };
  }
  const said = latest.description ? `: ${latest.description}` : '';
  if (latest.state === undefined || inProgress.has(latest.state)) {
    return {
      health: 'progressing',
      latest,
      running,
      message: `The deployment of ${latest.sha.slice(0, 7)} is ${(
        latest.state ?? 'queued'
      ).replace('_', ' ')}${said}`,
    };
  }
  return {
    health: 'degraded',
    latest,
    running,
    message: `The deployment of ${latest.sha.slice(0, 7)} failed${said}`,
  };
}
