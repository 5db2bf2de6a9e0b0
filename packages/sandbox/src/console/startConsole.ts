import type { SandboxEndpoints } from '../config';
import type { FaultSwitches, Listener } from '../core';
import type { RegistrySandbox } from '../registry';
import { createConsoleApp } from './createConsoleApp';
import { GitHubClient } from './GitHubClient';
import { KubernetesClient } from './KubernetesClient';

/** Starts the console on a port that is open already. */
export function startConsole(options: {
  listener: Listener;
  endpoints: SandboxEndpoints;
  registry: RegistrySandbox;
  faults: FaultSwitches;
}): void {
  const { listener, endpoints, registry, faults } = options;
  const { apiUrl, token } = endpoints.github;
  listener.serve(
    createConsoleApp({
      endpoints,
      registry,
      faults,
      gitHub: new GitHubClient({ apiUrl, token }),
      gitHubAs(login) {
        const user = endpoints.users.find(item => item.login === login);
        return user && new GitHubClient({ apiUrl, token: user.token });
      },
      cluster(name) {
        const found = endpoints.clusters.find(item => item.name === name);
        return found && new KubernetesClient(found);
      },
    }),
  );
}
