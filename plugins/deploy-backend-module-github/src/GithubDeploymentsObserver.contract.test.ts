import { Sandbox, startSandbox } from '@openportal/sandbox';
import { describeObserverContract } from '@openportal/plugin-deploy-node/testing';
import { breakGithub } from './__testUtils__/breakGithub';
import { createWorld, images } from './__testUtils__/world';
import { GithubDeploymentsObserver } from './observer/GithubDeploymentsObserver';

jest.setTimeout(60_000);

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'minimal' });
});
afterAll(() => sandbox.close());

describeObserverContract('deployments of GitHub', async () => {
  const world = await createWorld(sandbox);
  const { target, owner, name } = world;
  const developer = world.as('developer');
  const place = { owner, repo: name };
  type State = 'success' | 'failure' | 'in_progress';
  const deploy = async (image: string, state: State) => {
    const { data } = await developer.rest.repos.createDeployment({
      ...place,
      ref: 'main',
      environment: 'qa',
      required_contexts: [],
      payload: { image },
    });
    await developer.rest.repos.createDeploymentStatus({
      ...place,
      deployment_id: 'id' in data ? data.id : 0,
      state,
      description: `It is ${state}`,
    });
  };
  await deploy(images[0], 'success');
  const { down, denied, hanging, well } = breakGithub(sandbox);
  return {
    observer: new GithubDeploymentsObserver({ access: world.createAccess() }),
    healthy: { target, image: images[0] },
    missing: { ...target, environment: 'staging' },
    become: {
      progressing: () => deploy(images[1], 'in_progress'),
      degraded: () => deploy(images[1], 'failure'),
      otherImage: async () => {
        await deploy(images[1], 'success');
        return images[1];
      },
      healthy: () => deploy(images[0], 'success'),
    },
    source: { down, denied, hanging, well },
    close: async () => undefined,
  };
});
