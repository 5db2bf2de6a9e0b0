import { ServiceUnavailableError } from '@backstage/errors';
import { HealthStatus } from '@openportal/plugin-deploy-common';
import {
  DeployTarget,
  Observation,
  Observer,
} from '@openportal/plugin-deploy-node';
import { TestGit } from './TestGit';

type Application = {
  revision: string;
  images: string[];
  health: HealthStatus;
  message?: string;
};

/** A cluster in memory that applies what the git of the test says, when the test says so. */
export class TestCluster implements Observer {
  readonly id = 'argocd';
  readonly capabilities = { revision: true, watch: false };
  readonly applications = new Map<string, Application>();
  broken = false;
  readonly #git: TestGit;

  constructor(git: TestGit) {
    this.#git = git;
  }

  async observe(target: DeployTarget): Promise<Observation> {
    if (this.broken) {
      throw new ServiceUnavailableError('The cluster does not answer');
    }
    const application = this.applications.get(target.manifestPath);
    return {
      observedAt: new Date().toISOString(),
      images: application?.images ?? [],
      revision: application?.revision,
      sync: application ? 'synced' : 'unknown',
      health: application?.health ?? 'missing',
      message: application?.message,
      links: [
        {
          title: 'Argo CD',
          kind: 'argocd',
          url: `https://argocd.test/applications/${target.argocdApplication}`,
        },
      ],
    };
  }

  /** Lets an application run this image, as a cluster resolved it. */
  run(path: string, image: string): void {
    const application = this.applications.get(path);
    if (application) {
      application.images = [image];
    }
  }

  /** Applies the head of git. */
  sync(health: HealthStatus = 'healthy', message?: string): void {
    for (const path of new Set(this.#git.commits.map(commit => commit.path))) {
      const image = this.#git.commits.findLast(
        commit => commit.path === path,
      )?.image;
      this.applications.set(path, {
        revision: this.#git.head,
        images: image === undefined ? [] : [image, 'sidecar.test/proxy:v1'],
        health,
        message,
      });
    }
  }
}
