import { GitHubError, notFound } from '../errors';
import {
  countCommits,
  diffFiles,
  EMPTY_TREE,
  isAncestor,
  listCommits,
  mergeBase,
  readCommit,
  resolveCommit,
} from '../git';
import { toCommit, toFile } from '../shapes/commit';
import { toPullSummary } from '../shapes/pull';
import { commitContext, requireCommit } from './gitAccess';
import { linkHeader, paginated, readPage } from './pagination';
import { ok, requireRepository, route, type Call, type Route } from './route';

async function list(call: Call) {
  const repository = requireRepository(call);
  const folder = call.services.state.path(repository);
  const { sha, path, author, since, until } = call.query;
  const ref = sha ?? repository.defaultBranch;
  const from = await resolveCommit(folder, ref);
  if (!from && sha && (await resolveCommit(folder, 'HEAD'))) throw notFound();
  const start = from ?? (await requireCommit(call, repository, undefined));
  const page = readPage(call);
  const account = author ? call.services.state.account(author) : undefined;
  const commits = await listCommits(folder, {
    from: start,
    path,
    author: account ? account.email ?? account.name : author,
    since,
    until,
    skip: (page.page - 1) * page.perPage,
    limit: page.perPage + 1,
  });
  const context = commitContext(call, repository);
  return ok(
    commits.slice(0, page.perPage).map(it => toCommit(context, it)),
    linkHeader(call, page, { more: commits.length > page.perPage }),
  );
}

async function get(call: Call) {
  const repository = requireRepository(call);
  const { state, links } = call.services;
  const folder = state.path(repository);
  const sha = await requireCommit(call, repository, call.params.ref);
  if (/application\/vnd\.github\.(?:v3\.)?sha/.test(call.accept)) {
    return {
      status: 200,
      body: Buffer.from(sha),
      contentType: 'application/vnd.github.sha; charset=utf-8',
    };
  }
  const commit = await readCommit(folder, sha);
  const files = await diffFiles(folder, commit.parents[0] ?? EMPTY_TREE, sha);
  const additions = files.reduce((sum, it) => sum + it.additions, 0);
  const deletions = files.reduce((sum, it) => sum + it.deletions, 0);
  return ok({
    ...toCommit(commitContext(call, repository), commit),
    stats: { total: additions + deletions, additions, deletions },
    files: files.map(it => toFile(links, repository, sha, it)),
  });
}

function describeDistance(ahead: number, behind: number) {
  if (ahead > 0) return behind > 0 ? 'diverged' : 'ahead';
  return behind > 0 ? 'behind' : 'identical';
}

async function compare(call: Call) {
  const repository = requireRepository(call);
  const { state, links } = call.services;
  const folder = state.path(repository);
  const match = /^(.+?)\.{2,3}(.+)$/.exec(call.params.basehead);
  if (!match) throw notFound();
  // The form `owner:branch` names a fork; there are none, so only this owner can be meant.
  const strip = (ref: string) => ref.replace(`${repository.owner}:`, '');
  const [base, head] = await Promise.all([
    resolveCommit(folder, strip(match[1])),
    resolveCommit(folder, strip(match[2])),
  ]);
  if (!base || !head) throw notFound();
  const common = await mergeBase(folder, base, head);
  if (!common) {
    throw new GitHubError(
      404,
      `No common ancestor between ${match[1]} and ${match[2]}.`,
    );
  }
  const [ahead, behind, files, baseCommit, commonCommit] = await Promise.all([
    countCommits(folder, head, base),
    countCommits(folder, base, head),
    diffFiles(folder, common, head),
    readCommit(folder, base),
    readCommit(folder, common),
  ]);
  const page = readPage(call);
  const perPage = call.query.per_page ? page.perPage : 250;
  const commits = (
    await listCommits(folder, { from: head, notFrom: base, oldestFirst: true })
  ).slice((page.page - 1) * perPage, page.page * perPage);
  const context = commitContext(call, repository);
  const status = describeDistance(ahead, behind);
  const range = `${match[1]}...${match[2]}`;
  const html = `${links.page(repository)}/compare/${range}`;
  return ok({
    url: `${links.repository(repository)}/compare/${range}`,
    html_url: html,
    permalink_url: `${links.page(repository)}/compare/${base.slice(
      0,
      7,
    )}...${head.slice(0, 7)}`,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    base_commit: toCommit(context, baseCommit),
    merge_base_commit: toCommit(context, commonCommit),
    status,
    ahead_by: ahead,
    behind_by: behind,
    total_commits: ahead,
    commits: commits.map(it => toCommit(context, it)),
    // The files come with the first page only.
    files:
      page.page > 1
        ? []
        : files.slice(0, 300).map(it => toFile(links, repository, head, it)),
  });
}

async function pullsOfCommit(call: Call) {
  const repository = requireRepository(call);
  const { state } = call.services;
  const folder = state.path(repository);
  const sha = await requireCommit(call, repository, call.params.commit_sha);
  const found = [];
  for (const pull of state.pulls.list(repository.id)) {
    const contained =
      pull.mergeCommitSha === sha ||
      ((await isAncestor(folder, sha, pull.headSha)) &&
        !(await isAncestor(folder, sha, pull.baseSha)));
    if (contained) found.push(pull);
  }
  return paginated(call, found, it =>
    toPullSummary(call.services, repository, it),
  );
}

export const commitRoutes: Route[] = [
  route(
    {
      method: 'get',
      path: '/repos/{owner}/{repo}/commits',
      operationId: 'repos/list-commits',
      status: 'supported',
      notes: 'without the last relation in the Link header',
    },
    list,
  ),
  route(
    {
      method: 'get',
      path: '/repos/{owner}/{repo}/commits/{commit_sha}/pulls',
      operationId: 'repos/list-pull-requests-associated-with-commit',
      status: 'supported',
    },
    pullsOfCommit,
  ),
  route(
    {
      method: 'get',
      path: '/repos/{owner}/{repo}/commits/{ref}',
      operationId: 'repos/get-commit',
      status: 'supported',
    },
    get,
  ),
  route(
    {
      method: 'get',
      path: '/repos/{owner}/{repo}/compare/{basehead}',
      operationId: 'repos/compare-commits-with-basehead',
      status: 'supported',
      notes: 'within one repository',
    },
    compare,
  ),
];
