import assert from 'node:assert/strict';
import { askJson } from './http.mjs';
import { eventually } from './poll.mjs';
import { signIn } from './signIn.mjs';

const XRD = 'dnsrecords.network.openportal.dev';
const TEMPLATE_PATH = 'catalog/entities/by-query?filter=kind=template';
const PAYMENTS = 'entities/component/default/payments';
const FINAL_TASK_STATES = ['completed', 'failed', 'cancelled', 'skipped'];

/** What a person does in the portal, by the calls that their browser makes. */
export async function openSession(portalUrl, login) {
  // The catalog reads its people in the first seconds of the first start.
  const token = await eventually(`'${login}' can sign in`, () =>
    signIn(portalUrl, login),
  );
  const ask = (path, init) =>
    askJson(`${portalUrl}/api/${path}`, { ...init, token });

  return {
    /** The template of DNS records, once the ingestor has brought it. */
    template: () =>
      eventually('the template is in the catalog', () => findTemplate(ask)),
    findTemplate: () => findTemplate(ask),
    /** Makes the ingestor read the clusters now, and not when it is time. */
    refreshClusters: () =>
      ask('crossplane/ingestor/refresh', { method: 'POST', body: {} }),
    /** Orders a DNS record. */
    async order(name) {
      const template = await this.template();
      const { id } = await ask('scaffolder/v2/tasks', {
        method: 'POST',
        body: {
          templateRef: `template:${template.metadata.namespace}/${template.metadata.name}`,
          values: {
            name,
            namespace: 'team-alpha',
            owner: 'group:default/team-alpha',
            spec: { name, type: 'A', value: '192.0.2.10', ttl: 300 },
          },
        },
      });
      return id;
    },
    /** Waits until a task has ended. */
    finishedTask: (id, limit) =>
      eventually(
        `task ${id} ends`,
        async () => {
          const task = await ask(`scaffolder/v2/tasks/${id}`);
          return FINAL_TASK_STATES.includes(task.status) ? task : undefined;
        },
        limit,
      ),
    /** Everything that a task has told. */
    taskEvents: id => ask(`scaffolder/v2/tasks/${id}/events`),
    /** Every task that was given this name to order. */
    async tasksFor(name) {
      const { tasks } = await ask('scaffolder/v2/tasks');
      return tasks.filter(task => task.spec.parameters.name === name);
    },
    /** Waits until the ordered record is ready, in every layer. */
    readyOrder: name =>
      eventually(`the order '${name}' is ready`, async () => {
        const order = await ask(
          `crossplane/orders/platform/team-alpha/${XRD}/${name}`,
        );
        assert.equal(order.state, 'ready', JSON.stringify(order.layers));
        return order;
      }),
    /** Promotes payments, and answers with the operation. */
    async promote(from, to) {
      const { operation } = await ask(`deploy/${PAYMENTS}/promote`, {
        method: 'POST',
        body: { from, to },
      });
      return operation;
    },
    /** The deployments of payments as the Deploy tab shows them, once the portal knows the component. */
    deployments: () =>
      eventually(
        'the portal knows payments',
        () => ask(`deploy/${PAYMENTS}`),
        // Where a crash interrupted the look for services, the scheduler takes a while to notice.
        { seconds: 180 },
      ),
    /**
     * Has all environments of payments read from git. The portal keeps the files, so that it asks GraphQL for nothing but
     * commits afterwards, until it starts again.
     */
    readDeployments: () => {
      const began = new Date().toISOString();
      return eventually('the portal reads payments', async () => {
        const { environments } = await ask(`deploy/${PAYMENTS}?refresh=true`);
        const isRead = ({ state }) => state.sources.desired.readAt >= began;
        return environments.every(isRead) ? true : undefined;
      });
    },
    deployHistory: async environment =>
      (await ask(`deploy/${PAYMENTS}/history?environment=${environment}`))
        .items,
    /** Waits until an operation has ended. */
    finishedOperation: id =>
      eventually(`operation ${id} ends`, async () => {
        const answer = await ask(`deploy/operations/${id}`);
        const { state, finishedAt, stateReason } = answer.operation;
        assert.ok(finishedAt, `it is '${state}': ${stateReason}`);
        return answer;
      }),
  };
}

async function findTemplate(ask) {
  const { items } = await ask(TEMPLATE_PATH);
  return items.find(
    ({ metadata }) => metadata.annotations?.['crossplane.io/xrd-name'] === XRD,
  );
}
