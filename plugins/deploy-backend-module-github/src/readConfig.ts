import { Config, readDurationFromConfig } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds } from '@backstage/types';
import { parseRepository } from '@openportal/github-node';
import { RepositoryRef } from '@openportal/plugin-deploy-node';
import { ReleaseDefinition } from './artifacts/ReleaseDefinition';
import { JobDefinition } from './job/JobDefinition';

const ROOT = 'deploy.github';
const EVENTS = ['workflow_dispatch', 'repository_dispatch'] as const;

/** The GitHub host of entities that name a repository without one. */
export function readDefaultHost(config: Config): string | undefined {
  return config.getOptionalString('idp.github.host');
}

/** Milliseconds from one write to the next; undefined where the default holds. */
export function readWriteSpacing(config: Config): number | undefined {
  const key = 'idp.github.writeSpacing';
  return config.has(key)
    ? durationToMilliseconds(readDurationFromConfig(config, { key }))
    : undefined;
}

/** Whether operations are shown as deployments at GitHub. */
export function readDeploymentStatuses(config: Config): boolean {
  return config.getOptionalBoolean(`${ROOT}.deploymentStatuses`) ?? false;
}

function toRepositoryRef(text: string): RepositoryRef {
  const { owner, repo, host } = parseRepository(text);
  return { owner, name: repo, host };
}

function readJob(config: Config, index: number): JobDefinition {
  const place = `${ROOT}.jobs[${index}]`;
  const name = config.getString('name');
  const workflow = config.getString('workflow');
  if (!/^[A-Za-z0-9._-]+\.ya?ml$/.test(workflow)) {
    throw new InputError(
      `${place}.workflow is '${workflow}': write the name of a file in .github/workflows, such as 'deploy.yml'`,
    );
  }
  const wanted = config.getOptionalString('event') ?? 'workflow_dispatch';
  const event = EVENTS.find(known => known === wanted);
  if (!event) {
    throw new InputError(
      `${place}.event is '${wanted}': write one of ${EVENTS.join(', ')}`,
    );
  }
  const repository = config.getOptionalString('repository');
  return {
    name,
    workflow,
    event,
    repository:
      repository === undefined ? undefined : toRepositoryRef(repository),
    eventType: config.getOptionalString('eventType') ?? 'deploy',
    ref: config.getOptionalString('ref'),
    inputs: {
      operation: config.getOptionalString('inputs.operation') ?? 'DEPLOY_ID',
      image: config.getOptionalString('inputs.image') ?? 'image',
      environment:
        config.getOptionalString('inputs.environment') ?? 'environment',
      application: config.getOptionalString('inputs.application'),
      kind: config.getOptionalString('inputs.kind'),
      completionToken: config.getOptionalString('inputs.completionToken'),
    },
  };
}

/** The workflows that may be started. */
export function readJobs(config: Config): JobDefinition[] {
  const jobs = (config.getOptionalConfigArray(`${ROOT}.jobs`) ?? []).map(
    readJob,
  );
  const names = jobs.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new InputError(
      `${ROOT}.jobs names '${twice}' twice; give each job a name of its own`,
    );
  }
  return jobs;
}

/** Where the releases, or the artifacts of runs, of images are. */
export function readReleases(
  config: Config,
  key: 'releases' | 'runArtifacts',
): ReleaseDefinition[] {
  const entries = config.getOptionalConfigArray(`${ROOT}.${key}`) ?? [];
  return entries.map((entry, index) => {
    const image = entry.getString('image');
    const repository = entry.getString('repository');
    if (image.endsWith('*') !== repository.endsWith('*')) {
      throw new InputError(
        `${ROOT}.${key}[${index}]: 'image' and 'repository' both end with '*', or neither does`,
      );
    }
    // A star is no letter of a name; it is put back after the name was checked.
    const { name, ...rest } = toRepositoryRef(repository.replace(/\*$/, 'x'));
    return {
      image,
      repository: {
        ...rest,
        name: repository.endsWith('*') ? `${name.slice(0, -1)}*` : name,
      },
    };
  });
}
