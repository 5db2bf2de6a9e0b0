import type { Repository } from '../entities';
import { conflict, GitHubError, notFound } from '../errors';
import { listReferences, resolveCommit, type Signature } from '../git';
import type { CommitContext } from '../shapes/commit';
import { signatureOf } from '../signature';
import { z } from 'zod';
import { optional, requireLogin, type Call } from './route';

/** The commit of a ref in the path; an empty repository answers as GitHub's does. */
export async function requireCommit(
  call: Call,
  repository: Repository,
  ref: string | undefined,
): Promise<string> {
  const folder = call.services.state.path(repository);
  const sha = await resolveCommit(folder, ref ?? repository.defaultBranch);
  if (sha) return sha;
  if (!(await resolveCommit(folder, 'HEAD'))) {
    throw conflict('Git Repository is empty.');
  }
  if (ref === undefined) throw notFound();
  throw new GitHubError(422, `No commit found for SHA: ${ref}`);
}

export const personSchema = z.object({
  name: z.string(),
  email: z.string(),
  date: optional(z.string()),
});

/** The caller as author, or whom the caller names. */
export function toSignature(
  call: Call,
  person: z.infer<typeof personSchema> | undefined,
): Signature {
  const own = signatureOf(call.services, requireLogin(call));
  if (!person) return own;
  return {
    name: person.name,
    email: person.email,
    date: person.date ?? own.date,
  };
}

export function commitContext(
  call: Call,
  repository: Repository,
): CommitContext {
  const { state, links } = call.services;
  const byEmail = new Map(
    state.listAccounts().flatMap(it => (it.email ? [[it.email, it]] : [])),
  );
  return {
    links,
    repository,
    accountOf: ({ email }) =>
      byEmail.get(email) ??
      state.account(
        /^\d+\+(.+)@users\.noreply\.localhost$/.exec(email)?.[1] ?? '',
      ),
  };
}

/** Most of the git database API does not work before the first commit. */
export async function requireNotEmpty(call: Call, repository: Repository) {
  const folder = call.services.state.path(repository);
  if ((await listReferences(folder, 'refs/heads/')).length === 0) {
    throw conflict('Git Repository is empty.');
  }
}
