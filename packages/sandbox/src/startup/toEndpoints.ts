import type { SandboxEndpoints } from '../config';
import type { GitHubSandbox } from '../github';
import type { ClusterSandbox } from '../kubernetes';
import type { RegistrySandbox } from '../registry';
import { people } from '../seed';

/** Collects addresses and credentials of what has been started. */
export function toEndpoints(options: {
  github: GitHubSandbox;
  clusters: Record<string, ClusterSandbox>;
  registry: RegistrySandbox;
  consoleUrl: string;
}): SandboxEndpoints {
  const { github, clusters, registry, consoleUrl } = options;
  return {
    github: {
      url: github.url,
      apiUrl: github.apiUrl,
      graphqlUrl: github.graphqlUrl,
      organization: github.organization,
      token: github.token,
      oauth: {
        clientId: github.oauth.clientId,
        clientSecret: github.oauth.clientSecret,
      },
      webhookSecret: github.webhookSecret,
    },
    clusters: Object.values(clusters).map(({ name, url, token }) => ({
      name,
      url,
      token,
    })),
    registry: {
      url: registry.url,
      host: registry.host,
      ...registry.credentials,
    },
    console: { url: consoleUrl },
    users: people.map(person => ({
      ...person,
      token: github.tokenOf(person.login),
    })),
  };
}
