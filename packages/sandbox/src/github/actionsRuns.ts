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
  createdAt: string;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a workflow file says about its name and about being started by hand. */
function describe(text: string): {
  name: string | undefined;
  inputs: string[] | undefined;
} {
  let file: unknown;
  try {
    file = parse(text);
  } catch {
    // GitHub too lists a workflow that it can not read, under its path.
    return { name: undefined, inputs: undefined };
  }
  if (!isRecord(file)) return { name: undefined, inputs: undefined };
  const name = typeof file.name === 'string' ? file.name : undefined;
  const on = file.on;
  if (isRecord(on) && 'workflow_dispatch' in on) {
    const dispatch = on.workflow_dispatch;
    const inputs =
      isRecord(dispatch) && isRecord(dispatch.inputs) ? dispatch.inputs : {};
    return { name, inputs: Object.keys(inputs) };
  }
  const listed = Array.isArray(on) ? on : [on];
  return {
    name,
    inputs: listed.includes('workflow_dispatch') ? [] : undefined,
  };
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
    const { name, inputs } = describe(text);
    const { id, createdAt } = workflowIdentity(services, repository, path);
    workflows.push({ id, path, name: name ?? path, inputs, createdAt });
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
  change: Partial<Pick<ActionsRun, 'status' | 'conclusion' | 'title'>>,
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
    title: workflow.name,
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
