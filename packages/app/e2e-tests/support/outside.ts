import { readSandbox, tokenOf } from './sandbox';

/** What a server answers; a journey compares it with `toMatchObject`. */
export type Answer = { status: number; body: unknown };

async function ask(
  url: string,
  token: string,
  init?: { method: string; body: unknown },
): Promise<Answer> {
  const response = await fetch(url, {
    method: init?.method,
    headers: {
      Authorization: token.startsWith('Bearer ') ? token : `Bearer ${token}`,
      'Content-Type': 'application/json',
    },
    body: init && JSON.stringify(init.body),
    signal: AbortSignal.timeout(10_000),
  });
  const text = await response.text();
  return { status: response.status, body: text && JSON.parse(text) };
}

/** Asks the REST API of GitHub as a person. */
export async function askGitHub(
  login: string,
  path: string,
  init?: { method: string; body: unknown },
): Promise<Answer> {
  return ask(`${readSandbox().github.apiUrl}${path}`, tokenOf(login), init);
}

/** Asks the API server of the platform cluster as the portal does. */
export async function askCluster(
  path: string,
  init?: { method: string; body: unknown },
): Promise<Answer> {
  const platform = readSandbox().clusters.find(
    cluster => cluster.name === 'platform',
  );
  if (!platform) {
    throw new Error("The sandbox has no cluster 'platform'");
  }
  return ask(`${platform.url}${path}`, platform.token, init);
}

/** Reads an Argo CD Application from the platform cluster. */
export async function readApplication(name: string): Promise<Answer> {
  return askCluster(
    `/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/${name}`,
  );
}

/** Reads the tags of an image repository as every registry lists them. */
export async function readTags(repository: string): Promise<Answer> {
  const { url, username, password } = readSandbox().registry;
  const response = await fetch(`${url}/v2/${repository}/tags/list`, {
    headers: username
      ? { Authorization: `Basic ${btoa(`${username}:${password}`)}` }
      : {},
    signal: AbortSignal.timeout(10_000),
  });
  return { status: response.status, body: await response.json() };
}

/** Asks the portal with the session of a signed-in person. */
export async function askPortal(
  session: string,
  url: string,
  init?: { method: string; body: unknown },
): Promise<Answer> {
  return ask(url, session, init);
}
