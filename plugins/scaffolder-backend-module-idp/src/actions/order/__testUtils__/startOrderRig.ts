import type { PermissionsService } from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { NotificationSendOptions } from '@backstage/plugin-notifications-node';
import { readClusters } from '@openportal/kubernetes-node';
import type { OrderOperation } from '@openportal/plugin-crossplane-node';
import { Sandbox, startSandbox, toPortalConfig } from '@openportal/sandbox';
import { Octokit } from '@octokit/rest';
import { readIdpConfig } from '../../../config/readIdpConfig';
import createKnex from 'knex';
import { OrderReconciler } from '../../../reconcile/OrderReconciler';
import { OrderIntents } from '../../../store/OrderIntents';
import { runMigrations } from '@openportal/database-node';
import { migrations } from '../../../store/migrations';
import { createOrderCreateAction } from '../orderCreate';
import { createOrderDeleteAction } from '../orderDelete';
import { createOrderRestoreAction } from '../orderRestore';
import { createOrderUpdateAction } from '../orderUpdate';
import { OrderActionOptions } from '../runOrder';
import { dnsRecordXrd } from './dnsRecordXrd';

/** What one run of an action ended with. */
export interface OrderRun {
  outputs: Record<string, unknown>;
  error?: Error;
  /** Everything that the run told the user and the log. */
  log: string;
}

/** One run of an action. */
export interface OrderRunOptions {
  /** Runs of one task know each other's work. */
  taskId?: string;
  stepId?: string;
  isDryRun?: boolean;
  signal?: AbortSignal;
  /** What the scaffolder keeps between runs of a task; none by default. */
  checkpoints?: Map<string, string>;
}

/** How to start. */
export interface OrderRigOptions {
  /** Namespaces that the user may do everything in. */
  allowed?: string[];
  /** On top of `idp.orders` of the sandbox's configuration. */
  orders?: Record<string, unknown>;
  xrd?: Parameters<typeof dnsRecordXrd>[0];
}

/** One entry of the audit log. */
export interface AuditEntry {
  eventId: string;
  meta: unknown;
  outcome?: 'success' | 'fail';
}

/** The actions against a running sandbox. */
export interface OrderRig {
  sandbox: Sandbox;
  octokit: Octokit;
  audit: AuditEntry[];
  /** Notifications of the reconciler. */
  told: NotificationSendOptions[];
  run(
    operation: OrderOperation,
    change?: Record<string, unknown>,
    options?: OrderRunOptions,
  ): Promise<OrderRun>;
  /** The action that creates. */
  order(
    change?: Record<string, unknown>,
    options?: OrderRunOptions,
  ): Promise<OrderRun>;
  /** The file on the main branch. */
  file(path: string): Promise<string | undefined>;
  /** Commits files to the main branch, as somebody who may do that by hand. */
  commit(files: Record<string, string | undefined>): Promise<string>;
  /** The oldest first. */
  pulls(): ReturnType<Sandbox['github']['pulls']['list']>;
  branches(): Promise<string[]>;
  /** What the scheduled job does when everything that it watches is due; the states of all orders afterwards. */
  reconcile(): Promise<{ log: string; states: string[] }>;
  /** Resolves when Crossplane has made the schema of the cluster of it: orders are tried against that. */
  changeXrd(change: Parameters<typeof dnsRecordXrd>[0]): Promise<void>;
  close(): Promise<void>;
}

const TABLE = 'openportal_order_intents';
const owner = 'sandbox';
const repo = 'catalog-orders';

/** What everybody orders who says nothing else. */
export const dnsRecord = {
  cluster: 'platform',
  xrd: 'dnsrecords.network.openportal.dev',
  version: 'v1alpha1',
  name: 'www',
  namespace: 'team-alpha',
  owner: 'team-alpha',
  spec: { name: 'www', type: 'A', value: '192.0.2.1', ttl: 300 },
};

const inputs = {
  create: dnsRecord,
  update: dnsRecord,
  delete: pickTarget(dnsRecord),
  restore: pickTarget(dnsRecord),
};

function pickTarget({ cluster, xrd, name, namespace }: typeof dnsRecord) {
  return { cluster, xrd, name, namespace };
}

// Each takes other inputs; which ones is what the tests are about.
const ACTIONS: Record<
  OrderOperation,
  (services: OrderActionOptions) => { handler(context: never): Promise<void> }
> = {
  create: createOrderCreateAction,
  update: createOrderUpdateAction,
  delete: createOrderDeleteAction,
  restore: createOrderRestoreAction,
};

function recordLog(lines: string[]) {
  const write = (message: string) => lines.push(message);
  const logger = mockServices.logger.mock({
    child: () => logger,
    info: write,
    warn: write,
    error: write,
    debug: write,
  });
  return logger;
}

/** A dead process writes nothing to the database either. */
function mortal(intents: OrderIntents, signal: AbortSignal): OrderIntents {
  return new Proxy(intents, {
    get(target, name) {
      const value = Reflect.get(target, name, target);
      return typeof value === 'function'
        ? async (...args: unknown[]) => {
            signal.throwIfAborted();
            return value.apply(target, args);
          }
        : value;
    },
  });
}

/** Starts the sandbox with the XRD of a DNS record in the cluster. */
export async function startOrderRig(
  options: OrderRigOptions = {},
): Promise<OrderRig> {
  const sandbox = await startSandbox({ seed: 'minimal' });
  sandbox.clusters.platform.objects.apply(dnsRecordXrd(options.xrd), {
    fieldManager: 'test',
  });
  // Flux brings it too, a moment later.
  sandbox.clusters.platform.objects.apply(
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: dnsRecord.namespace },
    },
    { fieldManager: 'test' },
  );
  const data = JSON.parse(JSON.stringify(toPortalConfig(sandbox.endpoints)));
  Object.assign(data.idp.orders, options.orders);
  const config = new ConfigReader(data);
  const allowed = options.allowed ?? ['platform/team-alpha'];
  const permissions: PermissionsService = mockServices.permissions.mock({
    authorize: async requests =>
      requests.map(request => ({
        result:
          'resourceRef' in request &&
          allowed.includes(String(request.resourceRef))
            ? AuthorizeResult.ALLOW
            : AuthorizeResult.DENY,
      })),
  });
  const audit: AuditEntry[] = [];
  const auditor = mockServices.auditor.mock({
    createEvent: async ({ eventId, meta }) => {
      const entry: AuditEntry = { eventId, meta };
      audit.push(entry);
      return {
        success: async () => {
          entry.outcome = 'success';
        },
        fail: async () => {
          entry.outcome = 'fail';
        },
      };
    },
  });
  const knex = createKnex({
    client: 'better-sqlite3',
    connection: ':memory:',
    useNullAsDefault: true,
    pool: { min: 1, max: 1 },
  });
  await runMigrations(knex, migrations);
  const intents = new OrderIntents(knex);
  const services = {
    intents,
    config: readIdpConfig(config),
    clusters: readClusters(config),
    integrations: ScmIntegrations.fromConfig(config),
    permissions,
    auditor,
    timeoutMs: 5_000,
  };
  const { orders } = services.config;
  if (!orders) {
    throw new Error('the configuration of the sandbox has orders');
  }
  const reconcilerLog: string[] = [];
  const told: NotificationSendOptions[] = [];
  const reconciler = new OrderReconciler(
    {
      ...services,
      notifications: {
        send: async notification => {
          told.push(notification);
        },
      },
    },
    orders,
    recordLog(reconcilerLog),
  );
  const { apiUrl, token } = sandbox.endpoints.github;
  const octokit = new Octokit({ baseUrl: apiUrl, auth: token });
  let tasks = 0;

  async function run(
    operation: OrderOperation,
    change: Record<string, unknown> = {},
    runOptions: OrderRunOptions = {},
  ): Promise<OrderRun> {
    tasks += 1;
    const { taskId = `task-${tasks}`, stepId, isDryRun, signal } = runOptions;
    const { checkpoints = new Map<string, string>() } = runOptions;
    const outputs: Record<string, unknown> = {};
    const lines: string[] = [];
    const logger = recordLog(lines);
    const action = ACTIONS[operation]({
      ...services,
      intents: signal ? mortal(intents, signal) : intents,
    });
    const context = {
      ...createMockActionContext({
        input: { ...inputs[operation], ...change },
        task: { id: taskId },
        user: { ref: 'user:default/developer' },
      }),
      step: { id: stepId ?? operation, name: operation },
      logger,
      isDryRun,
      signal,
      output: (name: string, value: unknown) => {
        outputs[name] = value;
      },
      checkpoint: async ({
        key,
        fn,
      }: {
        key: string;
        fn: () => Promise<unknown>;
      }) => {
        if (!checkpoints.has(key)) {
          // The scaffolder stores JSON: what a run gets back is never the same object.
          checkpoints.set(key, JSON.stringify((await fn()) ?? null));
        }
        return JSON.parse(checkpoints.get(key) ?? 'null');
      },
    };
    const log = () => lines.join('\n');
    try {
      await action.handler(context as never);
      return { outputs, log: log() };
    } catch (error) {
      return { outputs, error: error as Error, log: log() };
    }
  }

  return {
    sandbox,
    octokit,
    audit,
    told,
    run,
    order: (change, runOptions) => run('create', change, runOptions),
    file: path => sandbox.github.readFile(owner, repo, 'main', path),
    commit: files =>
      sandbox.github.seedCommit({
        owner,
        name: repo,
        message: 'Change something by hand',
        author: 'platform-engineer',
        files,
      }),
    pulls: () =>
      sandbox.github.pulls
        .list(owner, repo)
        .toSorted((a, b) => a.number - b.number),
    async branches() {
      const { data: branches } = await octokit.rest.repos.listBranches({
        owner,
        repo,
      });
      return branches.map(({ name }) => name);
    },
    async reconcile() {
      // Everything that waits for its time is due.
      await knex(TABLE)
        .whereIn('state', ['running', 'waiting'])
        .update({ due_at: 0 });
      reconcilerLog.length = 0;
      await reconciler.run();
      return {
        log: reconcilerLog.join('\n'),
        states: await knex(TABLE).orderBy('created_at').pluck('state'),
      };
    },
    async changeXrd(change) {
      sandbox.clusters.platform.objects.apply(dnsRecordXrd(change), {
        fieldManager: 'test',
      });
      await sandbox.idle();
    },
    async close() {
      await knex.destroy();
      await sandbox.close();
    },
  };
}
