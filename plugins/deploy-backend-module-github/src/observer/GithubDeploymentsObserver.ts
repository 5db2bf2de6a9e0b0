import { InputError } from '@backstage/errors';
import {
  DeploymentLink,
  tryParseImageReference,
} from '@openportal/plugin-deploy-common';
import {
  DeployTarget,
  Observation,
  Observer,
  ObserverCapabilities,
  PortCallOptions,
} from '@openportal/plugin-deploy-node';
import { GithubAccess } from '../access/GithubAccess';
import { GitRepository } from '../access/GitRepository';
import { impliedImage } from '../branch/readBranchVersion';
import { PORTAL_TASK } from '../notifier/portalTask';
import { DeploymentFact, judgeDeployments } from './judgeDeployments';

/** `openportal.dev/github-environment.qa`: the environment at GitHub, where it has another name. */
const ENVIRONMENT_ANNOTATION = 'openportal.dev/github-environment.';
const LISTED = 30;
/** How many are asked for their status, at most: until one is found that succeeded. */
const ASKED = 10;

/**
 * What runs, as whoever deployed told GitHub. It is a report, not a look at the cluster: it knows neither the revision of
 * the manifests nor whether what runs still runs.
 */
export class GithubDeploymentsObserver implements Observer {
  readonly id = 'github-deployments';
  readonly capabilities: ObserverCapabilities = {
    revision: false,
    watch: false,
  };
  readonly #access: GithubAccess;

  constructor(options: { access: GithubAccess }) {
    this.#access = options.access;
  }

  async observe(
    target: DeployTarget,
    options?: PortCallOptions,
  ): Promise<Observation> {
    const ref = target.sourceRepository ?? target.repository;
    if (!ref) {
      throw new InputError(
        `The entity '${target.entityRef}' names no repository; set the annotation github.com/project-slug`,
      );
    }
    const repository = await this.#access.open(ref, options);
    const { health, running, latest, message } = judgeDeployments(
      await readDeployments(repository, target),
    );
    const image =
      running && (running.image ?? impliedImage(target, running.sha));
    return {
      observedAt: new Date().toISOString(),
      images: image ? [image] : [],
      sync: 'unknown',
      health,
      message,
      links: [
        ...toLink('Application', 'app', running?.environmentUrl),
        ...toLink('Deployment log', 'ci', latest?.logUrl),
      ],
    };
  }
}

function toLink(
  title: string,
  kind: DeploymentLink['kind'],
  url: string | undefined,
): DeploymentLink[] {
  // Whoever may deploy may write anything there.
  return url && /^https?:\/\//i.test(url) && URL.canParse(url)
    ? [{ title, kind, url }]
    : [];
}

async function readDeployments(
  repository: GitRepository,
  target: DeployTarget,
): Promise<DeploymentFact[]> {
  const { octokit, place } = repository;
  const environment =
    target.annotations[`${ENVIRONMENT_ANNOTATION}${target.environment}`] ??
    target.environment;
  const { data } = await repository.call('list the deployments', () =>
    octokit.rest.repos.listDeployments({
      ...place,
      environment,
      per_page: LISTED,
    }),
  );
  // What the portal itself wrote there proves nothing.
  const foreign = data.filter(({ task }) => !task.startsWith(PORTAL_TASK));
  const facts: DeploymentFact[] = [];
  for (const deployment of foreign.slice(0, ASKED)) {
    const [status] = (
      await repository.call('read the status of a deployment', () =>
        octokit.rest.repos.listDeploymentStatuses({
          ...place,
          deployment_id: deployment.id,
          per_page: 1,
        }),
      )
    ).data;
    facts.push({
      id: deployment.id,
      sha: deployment.sha,
      createdAt: deployment.created_at,
      state: status?.state,
      description: status?.description.slice(0, 200),
      environmentUrl: status?.environment_url,
      logUrl: status?.log_url,
      image: imageOf(deployment.payload),
    });
    if (status?.state === 'success') {
      break;
    }
  }
  return facts;
}

/** The image in the payload of a deployment, which is an object or a text of one. */
function imageOf(payload: unknown): string | undefined {
  let value = payload;
  if (typeof value === 'string') {
    try {
      value = JSON.parse(value);
    } catch {
      return undefined;
    }
  }
  const image: unknown =
    typeof value === 'object' && value !== null && 'image' in value
      ? value.image
      : undefined;
  return typeof image === 'string' && tryParseImageReference(image)
    ? image
    : undefined;
}
