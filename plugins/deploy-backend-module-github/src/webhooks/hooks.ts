import { GithubClient } from '@openportal/github-node';

/** Credentials that may see webhooks, and where these are. */
export type HookAccess = {
  /** For people. */
  name: string;
  octokit: GithubClient;
} & ({ kind: 'hooks'; path: string } | { kind: 'app' });

/** A webhook of an organization, a repository or an App; `deliveries` is the path of its list. */
export type ConfiguredHook = { deliveries: string };

/** The webhooks that send to this address. Others are nobody's business here. */
export async function findHooks(
  access: HookAccess,
  url: string,
): Promise<ConfiguredHook[]> {
  if (access.kind === 'app') {
    const { data } = await access.octokit.rest.apps.getWebhookConfigForApp();
    return isSameUrl(data.url, url)
      ? [{ deliveries: '/app/hook/deliveries' }]
      : [];
  }
  const hooks = await access.octokit.paginate<{
    id: number;
    active: boolean;
    config: { url?: string };
  }>(`GET ${access.path}`, { per_page: 100 });
  return hooks
    .filter(({ active, config }) => active && isSameUrl(config.url, url))
    .map(({ id }) => ({ deliveries: `${access.path}/${id}/deliveries` }));
}

function isSameUrl(left: string | undefined, right: string): boolean {
  const [a, b] = [left, right].map(text =>
    text === undefined ? undefined : URL.parse(text),
  );
  return (
    !!a &&
    !!b &&
    a.host === b.host &&
    a.pathname.replace(/\/$/, '') === b.pathname.replace(/\/$/, '')
  );
}
