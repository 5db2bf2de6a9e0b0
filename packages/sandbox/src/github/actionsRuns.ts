import { parse } from 'yaml';
import type { ActionsRun, Repository } from './entities';
import { invalid, notFound } from './errors';
import { listTree, lookUp, readBlob, readCommit, resolveCommit } from './git';
import type { Services } from './Services';
import { toWorkflowRun } from './shapes/workflowRun';
import { workflowIdentity } from './workflowIdentity';

const FOLDER = '.github/workflows';

export interface Workflow {
  id: number;
  path: string;
  name: string;
  /** undefined when it can not be started by hand. */
  inputs: string[] | undefined;
  /** What its runs are called, with expressions. */
  runName: string | undefined;
  /** Types of `repository_dispatch` that start it; empty for every type, undefined for none. */
  dispatchTypes: string[] | undefined;
  createdAt: string;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

type Description = Pick<Workflow, 'inputs' | 'runName' | 'dispatchTypes'> & {
  name: string | undefined;
};

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** What a workflow file says about its name and about being started by hand. */
function describe(text: string): Description {
  const nothing = {
    name: undefined,
    inputs: undefined,
    runName: undefined,
    dispatchTypes: undefined,
  };
  let file: unknown;
  try {
    file = parse(text);
  } catch {
    // GitHub too lists a workflow that it can not read, under its path.
    return nothing;
  }
  if (!isRecord(file)) return nothing;
  const { on } = file;
  const listed = Array.isArray(on) ? on : [on];
  const triggers = isRecord(on)
    ? on
    : Object.fromEntries(listed.map(it => [String(it), undefined]));
  const manual = triggers.workflow_dispatch;
  const sent = triggers.repository_dispatch;
  const types = isRecord(sent) ? sent.types : undefined;
  const inputs =
    isRecord(manual) && isRecord(manual.inputs) ? manual.inputs : {};
  return {
    name: textOf(file.name),
    runName: textOf(file['run-name']),
    inputs: 'workflow_dispatch' in triggers ? Object.keys(inputs) : undefined,
    dispatchTypes:
      'repository_dispatch' in triggers
        ? (Array.isArray(types) ? types : [types]).flatMap(
            it => textOf(it) ?? [],
          )
        : undefined,
  };
}

/** Fills the expressions that name an input or a value of the payload; any other stays as it is. */
function toTitle(template: string, values: Record<string, unknown>): string {
  return template.replace(
    /\$\{\{\s*(?:github\.event\.)?(?:inputs|client_payload)\.(\w+)\s*\}\}/g,
    (expression, name: string) =>
      name in values ? String(values[name]) : expression,
  );
}

/** The workflows of a repository at a ref, with ids that stay the same over commits. */
export async function listWorkflows(
  services: Services,
  repository: Repository,
  ref = repository.defaultBranch,
): Promise<Workflow[]> {
  const { state } = services;
  const folder = state.path(repository);
  const commit = await resolveCommit(folder, ref);
  const tree = commit ? await lookUp(folder, commit, FOLDER) : undefined;
  if (tree?.type !== 'tree') return [];
  const files = (await listTree(folder, tree.sha)).filter(
    it => it.type === 'blob' && /\.ya?ml$/.test(it.path),
  );
  const workflows: Workflow[] = [];
  for (const file of files) {
    const path = `${FOLDER}/${file.path}`;
    const text = (await readBlob(folder, file.sha)).toString('utf8');
    const { name, ...rest } = describe(text);
    const { id, createdAt } = workflowIdentity(services, repository, path);
    workflows.push({ id, path, name: name ?? path, ...rest, createdAt });
  }
  return workflows;
}

export interface NewRun {
  workflowPath: string;
  workflowName?: string;
  event: string;
  headBranch: string;
  headSha: string;
  actor: string;
  title?: string;
  inputs?: Record<string, string>;
  status?: ActionsRun['status'];
}

/** Notes a new run and tells the webhooks; what runs it is somebody else's business. */
export async function createRun(
  services: Services,
  repository: Repository,
  input: NewRun,
): Promise<ActionsRun> {
  const { state } = services;
  const commit = await readCommit(state.path(repository), input.headSha);
  const now = state.now();
  const id = state.next('run');
  const run = state.runs.put(repository.id, id, {
    id,
    workflowPath: input.workflowPath,
    workflowName: input.workflowName ?? input.workflowPath,
    number: state.next(`run:${repository.id}:${input.workflowPath}`),
    attempt: 1,
    event: input.event,
    headBranch: input.headBranch,
    headSha: input.headSha,
    title: input.title ?? commit.message.split('\n')[0],
    actor: input.actor,
    status: input.status ?? 'queued',
    conclusion: undefined,
    inputs: input.inputs ?? {},
    createdAt: now,
    updatedAt: now,
    startedAt: now,
  });
  await publishRun(services, repository, run, 'requested');
  return run;
}

/** Moves a run on and tells the webhooks. */
export async function updateRun(
  services: Services,
  repository: Repository,
  id: number,
  change: Partial<
    Pick<ActionsRun, 'status' | 'conclusion' | 'title' | 'failedStep'>
  >,
): Promise<ActionsRun> {
  const { state } = services;
  const run = state.runs.get(repository.id, id);
  if (!run) throw notFound();
  const changed = state.runs.put(repository.id, id, {
    ...run,
    ...change,
    updatedAt: state.now(),
  });
  const action = changed.status === 'completed' ? 'completed' : changed.status;
  await publishRun(services, repository, changed, action);
  return changed;
}

async function publishRun(
  services: Services,
  repository: Repository,
  run: ActionsRun,
  action: string,
): Promise<void> {
  services.publish({
    event: 'workflow_run',
    action,
    repository,
    sender: run.actor,
    payload: {
      workflow_run: await toWorkflowRun(services, repository, run),
    },
  });
}

/** Starts a workflow by hand; what it does not declare is refused. */
export async function dispatchWorkflow(
  services: Services,
  repository: Repository,
  options: {
    workflow: string;
    ref: string;
    inputs: Record<string, string>;
    actor: string;
  },
): Promise<ActionsRun> {
  const { state } = services;
  const branch = options.ref.replace(/^refs\/(heads|tags)\//, '');
  const sha = await resolveCommit(state.path(repository), branch);
  if (!sha) throw invalid(`No ref found for: ${options.ref}`);
  const workflow = (await listWorkflows(services, repository)).find(
    it =>
      String(it.id) === options.workflow ||
      it.path === `${FOLDER}/${options.workflow}`,
  );
  if (!workflow) throw notFound();
  const { inputs } = workflow;
  if (!inputs) {
    throw invalid("Workflow does not have 'workflow_dispatch' trigger");
  }
  const unexpected = Object.keys(options.inputs).filter(
    it => !inputs.includes(it),
  );
  if (unexpected.length > 0) {
    throw invalid(`Unexpected inputs provided: ${JSON.stringify(unexpected)}`);
  }
  const run = await createRun(services, repository, {
    workflowPath: workflow.path,
    workflowName: workflow.name,
    event: 'workflow_dispatch',
    headBranch: branch,
    headSha: sha,
    actor: options.actor,
    inputs: options.inputs,
    title: workflow.runName
      ? toTitle(workflow.runName, options.inputs)
      : workflow.name,
  });
  services.notifyDispatch({
    owner: repository.owner,
    name: repository.name,
    workflowPath: workflow.path,
    ref: branch,
    inputs: options.inputs,
    actor: options.actor,
    runId: run.id,
  });
  return run;
}

/** Starts every workflow of the default branch that listens to a type. */
export async function dispatchRepository(
  services: Services,
  repository: Repository,
  options: {
    eventType: string;
    payload: Record<string, unknown>;
    actor: string;
  },
): Promise<void> {
  const { state } = services;
  const branch = repository.defaultBranch;
  const sha = await resolveCommit(state.path(repository), branch);
  if (!sha) throw invalid(`No ref found for: ${branch}`);
  for (const workflow of await listWorkflows(services, repository)) {
    const types = workflow.dispatchTypes;
    if (types && (types.length === 0 || types.includes(options.eventType))) {
      const run = await createRun(services, repository, {
        workflowPath: workflow.path,
        workflowName: workflow.name,
        event: 'repository_dispatch',
        headBranch: branch,
        headSha: sha,
        actor: options.actor,
        title: workflow.runName
          ? toTitle(workflow.runName, options.payload)
          : options.eventType,
      });
      services.notifyDispatch({
        owner: repository.owner,
        name: repository.name,
        workflowPath: workflow.path,
        ref: branch,
        inputs: {},
        actor: options.actor,
        runId: run.id,
      });
    }
  }
}
