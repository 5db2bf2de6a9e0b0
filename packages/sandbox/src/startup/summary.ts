import type { SandboxEndpoints } from '../config';

/** What a person wants to know when the sandbox is ready. */
export function summary(endpoints: SandboxEndpoints): string {
  const { github, clusters, registry } = endpoints;
  const lines: Array<[string, string]> = [
    ['Console', endpoints.console.url],
    ['GitHub', `${github.url} (API ${github.apiUrl})`],
    ['  organization', github.organization],
    ["  portal's token", github.token],
    ['  OAuth app', `${github.oauth.clientId} ${github.oauth.clientSecret}`],
    ['  webhook secret', github.webhookSecret],
    ...clusters.flatMap<[string, string]>(cluster => [
      [`Cluster ${cluster.name}`, cluster.url],
      ['  token', cluster.token],
    ]),
    ['Registry', registry.url],
    ...(registry.username
      ? [
          ['  sign-in', `${registry.username} ${registry.password}`] as [
            string,
            string,
          ],
        ]
      : []),
    ...endpoints.users.flatMap<[string, string]>(user => [
      [`User ${user.login}`, `${user.name}, ${user.groups.join(', ')}`],
      ['  token', user.token],
    ]),
  ];
  const width = Math.max(...lines.map(([label]) => label.length)) + 2;
  return [
    'The sandbox is ready. Nothing in it is real; it listens on this machine only.',
    '',
    ...lines.map(([label, value]) => `${label.padEnd(width)}${value}`),
    '',
    'Stop it with Ctrl+C.',
    '',
  ].join('\n');
}
