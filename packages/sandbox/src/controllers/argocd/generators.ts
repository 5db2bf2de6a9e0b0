import { z } from 'zod';
import { GitReader } from '../GitReader';
import { hasDirectory } from '../deliverables';

/** A repository as an SCM provider finds it. */
export interface ScmRepository {
  owner: string;
  name: string;
  url: string;
  defaultBranch: string;
  topics: string[];
}

/** Lists the repositories of an organization. */
export interface ScmDirectory {
  list(organization: string): Promise<ScmRepository[]>;
}

/** What generators read. */
export interface GeneratorContext {
  scm: ScmDirectory;
  git: GitReader;
}

type Parameters = Record<string, unknown>;

const filter = z.strictObject({
  repositoryMatch: z.string().optional(),
  pathsExist: z.array(z.string()).optional(),
  pathsDoNotExist: z.array(z.string()).optional(),
  labelMatch: z.string().optional(),
  branchMatch: z.string().optional(),
});

const values = z.record(z.string(), z.string());

const scmProvider = z.looseObject({
  github: z.looseObject({
    organization: z.string(),
    allBranches: z.boolean().optional(),
  }),
  cloneProtocol: z.string().optional(),
  filters: z.array(filter).optional(),
  values: values.optional(),
});

const list = z.looseObject({
  elements: z.array(z.record(z.string(), z.unknown())),
});

const matrix = z.looseObject({
  generators: z.array(z.looseObject({})).length(2),
});

async function matchesFilter(
  repository: ScmRepository,
  rules: z.infer<typeof filter>,
  context: GeneratorContext,
  commit: string,
): Promise<boolean> {
  const matches = (pattern: string | undefined, text: string) =>
    pattern === undefined || new RegExp(pattern).test(text);
  if (
    !matches(rules.repositoryMatch, repository.name) ||
    !matches(rules.branchMatch, repository.defaultBranch) ||
    (rules.labelMatch !== undefined &&
      !repository.topics.some(topic => matches(rules.labelMatch, topic)))
  ) {
    return false;
  }
  const files = await context.git.files(repository.url, commit);
  const exists = (path: string) => files.has(path) || hasDirectory(files, path);
  return (
    (rules.pathsExist ?? []).every(exists) &&
    !(rules.pathsDoNotExist ?? []).some(exists)
  );
}

/** Repositories that satisfy one filter as a whole: filters are alternatives, the rules in one are not. */
async function generateFromScm(
  settings: z.infer<typeof scmProvider>,
  context: GeneratorContext,
): Promise<Parameters[]> {
  const repositories = await context.scm.list(settings.github.organization);
  const result: Parameters[] = [];
  for (const repository of repositories) {
    const branch = repository.defaultBranch;
    const commit = await context.git
      .resolve(repository.url, branch)
      .catch(() => undefined);
    // A repository without a commit has no branch to deploy.
    if (commit === undefined) {
      continue;
    }
    const filters = settings.filters ?? [];
    let wanted = filters.length === 0;
    for (const rules of filters) {
      wanted =
        wanted || (await matchesFilter(repository, rules, context, commit));
    }
    if (wanted) {
      result.push({
        organization: repository.owner,
        repository: repository.name,
        url: repository.url,
        branch,
        branchNormalized: branch.toLowerCase().replace(/[^a-z0-9-.]/g, '-'),
        sha: commit,
        short_sha: commit.slice(0, 8),
        short_sha_7: commit.slice(0, 7),
        labels: repository.topics.join(','),
        ...(settings.values ? { values: settings.values } : {}),
      });
    }
  }
  return result;
}

async function generateMatrix(
  settings: z.infer<typeof matrix>,
  context: GeneratorContext,
): Promise<Parameters[]> {
  const [left, right] = settings.generators;
  const combinations: Parameters[] = [];
  const rightParameters = await generate(right, context);
  for (const first of await generate(left, context)) {
    for (const second of rightParameters) {
      combinations.push({ ...first, ...second });
    }
  }
  return combinations;
}

/** The parameter sets of one generator. */
export async function generate(
  generator: Record<string, unknown>,
  context: GeneratorContext,
): Promise<Parameters[]> {
  if (generator.scmProvider !== undefined) {
    return generateFromScm(scmProvider.parse(generator.scmProvider), context);
  }
  if (generator.list !== undefined) {
    return list.parse(generator.list).elements;
  }
  if (generator.matrix !== undefined) {
    return generateMatrix(matrix.parse(generator.matrix), context);
  }
  throw new Error(
    `generator '${Object.keys(generator).join(
      ', ',
    )}' is not supported in the sandbox; it knows list, matrix and scmProvider`,
  );
}
