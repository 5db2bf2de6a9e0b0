import { createHash } from 'node:crypto';
import { InputError } from '@backstage/errors';
import { GithubClient } from '@openportal/github-node';

/** A place in GitHub with a client for it. */
interface Place {
  octokit: GithubClient;
  owner: string;
  repo: string;
}

const BATCH = 25;

interface BlobAnswer {
  text?: string | null;
}

/** The id that git gives to a content. */
export function blobId(content: string): string {
  const bytes = Buffer.from(content, 'utf8');
  return createHash('sha1')
    .update(`blob ${bytes.length}\0`)
    .update(bytes)
    .digest('hex');
}

/** One file by its object id; what is not UTF-8 text is refused, so that no edit can damage it. */
export async function readText(place: Place, sha: string): Promise<string> {
  const { octokit, owner, repo } = place;
  const { data } = await octokit.rest.git.getBlob({
    owner,
    repo,
    file_sha: sha,
  });
  const bytes = Buffer.from(
    data.content,
    data.encoding === 'base64' ? 'base64' : 'utf8',
  );
  try {
    // `ignoreBOM` keeps a byte order mark in the text, so that it is written back.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      bytes,
    );
  } catch {
    throw new InputError(
      `A manifest of "${owner}/${repo}" is not UTF-8 text; convert it first`,
    );
  }
}

/**
 * Several files in one request. GraphQL shortens long texts and may change bytes that are not text, so that only what has
 * the wanted id counts; the rest is read one by one.
 */
export async function readTexts(
  place: Place,
  shas: string[],
): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (let at = 0; shas.length > 1 && at < shas.length; at += BATCH) {
    const batch = shas.slice(at, at + BATCH);
    for (const [sha, text] of await readBatch(place, batch)) {
      texts.set(sha, text);
    }
  }
  for (const sha of shas) {
    if (!texts.has(sha)) {
      texts.set(sha, await readText(place, sha));
    }
  }
  return texts;
}

async function readBatch(
  { octokit, owner, repo }: Place,
  shas: string[],
): Promise<Array<[string, string]>> {
  const fields = shas
    .map(
      (sha, index) =>
        `f${index}: object(oid: "${sha}") { ... on Blob { text } }`,
    )
    .join('\n');
  const { repository } = await octokit.graphql<{
    repository: Record<string, BlobAnswer | null> | null;
  }>(
    `query ($owner: String!, $repo: String!) {
      repository(owner: $owner, name: $repo) { ${fields} }
    }`,
    { owner, repo },
  );
  return shas.flatMap((sha, index): Array<[string, string]> => {
    const text = repository?.[`f${index}`]?.text;
    return typeof text === 'string' && blobId(text) === sha
      ? [[sha, text]]
      : [];
  });
}
