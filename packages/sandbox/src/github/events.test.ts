import express from 'express';
import { createHmac } from 'node:crypto';
import { Listener, readBody } from '../core';
import {
  seedSmallWorld,
  startTestGitHub,
  type TestGitHub,
} from './__testUtils__/startTestGitHub';
import { signBody } from './webhooks';

const at = { owner: 'sandbox', repo: 'service' };
const WORKFLOW = `name: Release
on:
  workflow_dispatch:
    inputs:
      version: { required: true }
jobs: {}
`;

/** GitHub's own recipe, written out, so that the test does not trust what it tests. */
function expectedSignature(secret: string, body: string) {
  return `sha256=${createHmac('sha256', secret)
    .update(body, 'utf8')
    .digest('hex')}`;
}

interface Received {
  event: string;
  guid: string;
  signature: string;
  body: string;
}

describe('webhooks, deployments and workflow runs', () => {
  let test: TestGitHub;
  let receiver: Listener;
  let status = 200;
  const received: Received[] = [];

  beforeAll(async () => {
    test = await startTestGitHub();
    await seedSmallWorld(test.github);
    const app = express();
    app.post('/hook', async (request, response) => {
      const body = (await readBody(request, 1e6))?.toString('utf8') ?? '';
      received.push({
        event: request.get('X-GitHub-Event') ?? '',
        guid: request.get('X-GitHub-Delivery') ?? '',
        signature: request.get('X-Hub-Signature-256') ?? '',
        body,
      });
      response.status(status).send('seen');
    });
    receiver = await Listener.open();
    receiver.serve(app);
  });
  afterAll(async () => {
    await receiver.close();
    await test.close();
  });
  beforeEach(() => {
    received.length = 0;
    status = 200;
  });
  afterEach(() => test.assertClean());

  it("signs GitHub's published example as GitHub does", () => {
    expect(signBody("It's a Secret to Everybody", 'Hello, World!')).toBe(
      'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
    );
  });

  it('signs what it sends, keeps it, and sends it again on demand', async () => {
    const bot = test.as('openportal[bot]');
    const config = {
      url: `${receiver.url}/hook`,
      content_type: 'json',
      secret: 'shh',
    };
    const { data: hook } = await bot.repos.createWebhook({
      ...at,
      config,
      events: ['push', 'pull_request'],
    });
    await test.github.idle();
    expect(received.map(it => it.event)).toEqual(['ping']);
    expect(hook.config.secret).toBe('********');
    await expect(
      bot.repos.createWebhook({ ...at, config }),
    ).rejects.toMatchObject({ status: 422 });

    status = 503;
    await test.github.seedCommit({
      owner: 'sandbox',
      name: 'service',
      message: 'Push',
      author: 'developer',
      files: { x: 'x' },
    });
    await test.github.idle();
    const push = received[1];
    expect(push.event).toBe('push');
    expect(push.signature).toBe(expectedSignature('shh', push.body));
    expect(JSON.parse(push.body)).toMatchObject({
      ref: 'refs/heads/main',
      repository: { full_name: 'sandbox/service' },
      organization: { login: 'sandbox' },
      sender: { login: 'developer' },
      head_commit: { message: 'Push' },
    });
    const id = { ...at, hook_id: hook.id };
    const { data: deliveries } = await bot.repos.listWebhookDeliveries(id);
    expect(deliveries[0]).toMatchObject({ event: 'push', status_code: 503 });
    await bot.repos.getWebhookDelivery({
      ...id,
      delivery_id: deliveries[0].id,
    });

    status = 200;
    await bot.repos.redeliverWebhookDelivery({
      ...id,
      delivery_id: deliveries[0].id,
    });
    await test.github.idle();
    expect(received[2].guid).toBe(push.guid);
    const again = await bot.repos.listWebhookDeliveries(id);
    expect(again.data[0]).toMatchObject({ redelivery: true, status: 'OK' });
    await bot.repos.updateWebhook({ ...id, active: false });
    await bot.repos.getWebhook(id);
    const listed = await bot.repos.listWebhooks(at);
    expect(listed.data).toHaveLength(1);
    await bot.repos.deleteWebhook(id);
  });

  it("sends the organization's webhook for every repository", async () => {
    test.github.ensureWebhook({ url: `${receiver.url}/hook`, events: ['*'] });
    const bot = test.as('openportal[bot]');
    await bot.repos.createInOrg({ org: 'sandbox', name: 'another' });
    await test.github.idle();
    expect(received.map(it => it.event)).toContain('repository');
    const { body, signature } = received[0];
    expect(signature).toBe(expectedSignature(test.github.webhookSecret, body));
    const hooks = await bot.orgs.listWebhooks({ org: 'sandbox' });
    await bot.orgs.listWebhookDeliveries({
      org: 'sandbox',
      hook_id: hooks.data[0].id,
    });
    await expect(
      test.as('developer').orgs.listWebhooks({ org: 'sandbox' }),
    ).rejects.toMatchObject({ status: 404 });
    await bot.orgs.deleteWebhook({ org: 'sandbox', hook_id: hooks.data[0].id });
  });

  it('keeps environments and deployments', async () => {
    const bot = test.as('openportal[bot]');
    await bot.repos.createOrUpdateEnvironment({
      ...at,
      environment_name: 'prod',
      wait_timer: 5,
    });
    await bot.repos.getEnvironment({ ...at, environment_name: 'prod' });
    const environments = await bot.repos.getAllEnvironments(at);
    expect(environments.data.total_count).toBe(1);
    const deployment = await bot.repos.createDeployment({
      ...at,
      ref: 'main',
      environment: 'prod',
      auto_merge: false,
      required_contexts: [],
    });
    if (deployment.status !== 201) throw new Error('not created');
    const id = { ...at, deployment_id: deployment.data.id };
    await bot.repos.createDeploymentStatus({
      ...id,
      state: 'success',
      environment_url: 'http://localhost:1/',
    });
    const statuses = await bot.repos.listDeploymentStatuses(id);
    expect(statuses.data.map(it => it.state)).toEqual(['success']);
    await bot.repos.getDeployment(id);
    const listed = await bot.repos.listDeployments({
      ...at,
      environment: 'qa',
    });
    expect(listed.data).toEqual([]);
  });

  it('starts workflows by hand and shows their runs', async () => {
    await test.github.seedCommit({
      owner: 'sandbox',
      name: 'service',
      message: 'Add workflow',
      author: 'developer',
      files: { '.github/workflows/release.yaml': WORKFLOW },
    });
    const developer = test.as('developer');
    const workflows = await developer.actions.listRepoWorkflows(at);
    expect(workflows.data.workflows).toMatchObject([{ name: 'Release' }]);
    const workflow = { ...at, workflow_id: 'release.yaml' };
    await developer.actions.getWorkflow(workflow);
    const dispatched: number[] = [];
    const stop = test.github.onDispatch(it => dispatched.push(it.runId));
    await developer.actions.createWorkflowDispatch({
      ...workflow,
      ref: 'main',
      inputs: { version: '1' },
    });
    stop();
    await expect(
      developer.actions.createWorkflowDispatch({
        ...workflow,
        ref: 'main',
        inputs: { wrong: '1' },
      }),
    ).rejects.toMatchObject({ status: 422 });
    await test.github.updateActionsRun('sandbox', 'service', dispatched[0], {
      status: 'completed',
      conclusion: 'success',
    });
    const runs = await developer.actions.listWorkflowRuns(workflow);
    expect(runs.data.workflow_runs).toMatchObject([
      {
        status: 'completed',
        conclusion: 'success',
        event: 'workflow_dispatch',
      },
    ]);
    await developer.actions.listWorkflowRunsForRepo({ ...at, branch: 'main' });
    await developer.actions.getWorkflowRun({ ...at, run_id: dispatched[0] });
  });
});
