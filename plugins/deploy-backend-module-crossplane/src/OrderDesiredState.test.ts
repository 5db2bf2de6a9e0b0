import { Sandbox, startSandbox } from '@openportal/sandbox';
import {
  createOrderWorld,
  images,
  orderText,
} from './__testUtils__/orderWorld';

jest.setTimeout(120_000);

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'minimal', controllers: false });
});
afterAll(() => sandbox.close());

describe('OrderDesiredState', () => {
  it('changes the field and nothing else of the file', async () => {
    const world = await createOrderWorld(sandbox);
    const before = await world.read();
    await world.desiredState.propose(world.change());
    expect((await world.read())?.toString()).toBe(
      before?.toString().replace(images[0], images[1]),
    );
  });

  it('writes no order that is not for the entity to deploy', async () => {
    const world = await createOrderWorld(sandbox);
    await world.writeByHand(images[0], {
      entityRef: 'component:default/other',
    });
    await expect(
      world.desiredState.propose(world.change()),
    ).rejects.toMatchObject({
      name: 'NotAllowedError',
      message: expect.stringContaining('openportal.dev/deployed-by'),
    });
  });

  it('tells a change beside the version, and refuses to write over it', async () => {
    const world = await createOrderWorld(sandbox);
    const { target, desiredState } = world;
    const seen = await desiredState.read(target);
    await world.writeByHand(images[2]);
    expect((await desiredState.read(target))?.template).toBe(seen?.template);
    await expect(
      desiredState.propose(
        world.change({
          expectedImage: images[2],
          expectedTemplate: 'f'.repeat(64),
        }),
      ),
    ).rejects.toMatchObject({ name: 'ConflictError' });
    await expect(
      desiredState.propose(
        world.change({
          expectedImage: images[2],
          expectedTemplate: seen?.template,
        }),
      ),
    ).resolves.toMatchObject({ kind: 'commit' });
  });

  it('compares the orders of two environments: the version changes, all the rest stays', async () => {
    const world = await createOrderWorld(sandbox);
    const { target, desiredState, commit } = world;
    const before = (await world.read()) ?? '';
    const qa = { ...target, namespace: 'team-beta' };
    const file = world.path.replace('team-alpha', 'team-beta');
    await commit('Run it in qa', {
      [file]: before
        .replace(images[0], images[1])
        .replace('namespace: team-alpha', 'namespace: team-beta')
        .replace('replicas: 2', 'replicas: 4')
        .replace('debug: no', 'password: of-qa'),
    });
    const name = `Whoami/${target.name}`;
    const common = { file: `${target.name}.yaml` };

    await expect(desiredState.diff(target, qa)).resolves.toEqual([
      {
        ...common,
        path: `${name} spec.image`,
        from: images[0],
        to: images[1],
        kind: 'change',
      },
      {
        ...common,
        path: `${name} spec.replicas`,
        from: '2',
        to: '4',
        kind: 'stays',
      },
      {
        ...common,
        path: `${name} spec.debug`,
        from: 'false',
        to: undefined,
        kind: 'stays',
      },
      {
        ...common,
        path: `${name} spec.password`,
        from: undefined,
        to: '(hidden)',
        kind: 'stays',
      },
    ]);
    // One image in two spellings is one version.
    await commit('Write the image shorter', {
      [file]: before
        .replace('team-alpha', 'team-beta')
        .replace(images[0], images[0].replace(/:sha-[a-f0-9]+@/, '@')),
    });
    await expect(desiredState.diff(target, qa)).resolves.toEqual([]);
    await expect(
      desiredState.diff(target, { ...qa, namespace: 'nowhere' }),
    ).rejects.toMatchObject({
      name: 'NotFoundError',
      message: expect.stringContaining("so 'qa' cannot be compared"),
    });
  });

  it('writes where the entity says, in the folder or the file that it says', async () => {
    const world = await createOrderWorld(sandbox);
    const { target, desiredState } = world;
    const repository = { owner: 'sandbox', name: `apps-${target.name}` };
    await sandbox.github.createRepository({
      ...repository,
      actor: 'platform-engineer',
      visibility: 'private',
    });
    const text = orderText(target.name, images[2], target.entityRef);
    await sandbox.github.seedCommit({
      ...repository,
      message: 'Order it here',
      author: 'developer',
      files: {
        [`environments/qa/${target.name}.yaml`]: text,
        'other/app.yml': text.replace(images[2], images[3]),
      },
    });
    const annotations = {
      ...target.annotations,
      'openportal.dev/gitops-repo': `sandbox/${repository.name}`,
    };
    const elsewhere = { ...target, annotations, repository };
    await expect(desiredState.read(elsewhere)).resolves.toMatchObject({
      image: images[2],
    });
    await expect(
      desiredState.read({ ...elsewhere, manifestPath: 'other/app.yml' }),
    ).resolves.toMatchObject({ image: images[3] });
    await desiredState.propose(
      world.change({ target: elsewhere, expectedImage: images[2] }),
    );
    await expect(desiredState.read(elsewhere)).resolves.toMatchObject({
      image: images[1],
    });
    // The other orders are as they were.
    await expect(desiredState.read(target)).resolves.toMatchObject({
      image: images[0],
    });

    // The repository of the source code is not where orders are.
    await expect(
      desiredState.read({ ...target, repository }),
    ).resolves.toMatchObject({ image: images[0] });
    // One that the deploy plugin did not let through.
    await expect(desiredState.read({ ...target, annotations })).rejects.toThrow(
      'add it to deploy.trustedRepositories',
    );
  });
});
