import type { RegistrySandbox } from '../registry';
import type { SeedGitHub } from './SeedHost';
import { whoamiDefinition } from './whoami';
import { yamlText } from './yamlText';

const name = 'greeter';
const owner = 'group:default/team-alpha';
const day = 24 * 60 * 60_000;
const { group, names, versions } = whoamiDefinition.spec;

/** Versions with their age in days, and the environments that have run them. */
const releases = [
  { version: 'v1.0.0', days: 12, environments: ['development', 'qa'] },
  { version: 'v1.1.0', days: 2, environments: ['development'] },
] as const;

/** Orders a service in two environments, as a team does that deploys by its orders, and later a newer version in one. */
export async function orderGreeter(options: {
  gitHub: SeedGitHub;
  registry: RegistrySandbox;
  organization: string;
  now: Date;
}): Promise<void> {
  const { gitHub, registry, organization, now } = options;
  const repository = `${organization}/${name}`;
  for (const { version, days, environments } of releases) {
    const at = new Date(now.getTime() - days * day);
    const createdAt = at.toISOString();
    const digest = await registry.pushImage({
      repository,
      tags: [version],
      labels: { 'org.opencontainers.image.created': createdAt },
      createdAt,
    });
    const image = `${registry.host}/${repository}:${version}@${digest}`;
    await gitHub.commit({
      repository: 'catalog-orders',
      message: `Run ${name} ${version} in ${environments.join(' and ')}`,
      author: 'developer',
      date: at,
      files: Object.assign(
        {},
        ...environments.map(environment => orderFiles(environment, image)),
      ),
    });
  }
}

function orderFiles(
  environment: (typeof releases)[number]['environments'][number],
  image: string,
): Record<string, string> {
  const isFirst = environment === 'development';
  const namespace = isFirst ? name : `${name}-${environment}`;
  const folder = `namespaces/${namespace}`;
  return {
    [`${folder}/namespace.yaml`]: yamlText({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: namespace,
        annotations: { 'terasky.backstage.io/owner': owner },
      },
    }),
    [`${folder}/${names.plural}/${name}.yaml`]: yamlText({
      apiVersion: `${group}/${versions[0].name}`,
      kind: names.kind,
      metadata: {
        name,
        namespace,
        annotations: {
          'openportal.dev/deployed-by': `component:default/${name}`,
        },
      },
      spec: {
        image,
        replicas: isFirst ? 1 : 2,
        greeting: isFirst ? 'Hello from development' : 'Hello',
      },
    }),
  };
}
