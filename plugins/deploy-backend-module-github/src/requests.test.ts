import { Sandbox, startSandbox } from '@openportal/sandbox';
import { countRequests } from './__testUtils__/countRequests';
import { World, createWorld, images, manifest } from './__testUtils__/world';
import { ManifestDesiredState } from './ManifestDesiredState';

jest.setTimeout(60_000);

let sandbox: Sandbox;
let world: World;
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'minimal' });
});
beforeEach(async () => {
  world = await createWorld(sandbox);
});
afterAll(() => sandbox.close());

describe('requests at GitHub', () => {
  beforeEach(() =>
    world.commit({ files: { 'deploy/deployment.yaml': manifest(images[1]) } }),
  );

  it('are one for what is stored, in a process that has just begun', async () => {
    const { target, createAccess } = world;
    const known = await world.desiredState.read(target);
    const restarted = new ManifestDesiredState({ access: createAccess() });
    await expect(
      countRequests(async () => {
        await expect(restarted.read(target, { known })).resolves.toEqual(known);
      }),
    ).resolves.toEqual({ settings: 1, head: 1 });
    // What is asked for is another file: what is stored says nothing about it.
    await expect(
      restarted.read({ ...target, manifestPath: 'deploy' }, { known }),
    ).resolves.toMatchObject({ image: images[1] });
    await world.writeByHand(images[2]);
    await expect(restarted.read(target, { known })).resolves.toMatchObject({
      image: images[2],
    });
  });

  it('read the settings of a repository once for all who ask together', async () => {
    const { target, createAccess } = world;
    const restarted = new ManifestDesiredState({ access: createAccess() });
    await expect(
      countRequests(() =>
        Promise.all([
          restarted.read(target),
          restarted.read({ ...target, manifestPath: 'deploy' }),
        ]),
      ),
    ).resolves.toMatchObject({ settings: 1, head: 1 });
  });

  it('ask for the head after a commit that this process did not write', async () => {
    const { desiredState, target } = world;
    await desiredState.read(target);
    await world.writeByHand(images[2]);
    await expect(
      desiredState.read(target, { wrote: 'f'.repeat(40) }),
    ).resolves.toMatchObject({ image: images[2] });
  });

  it('find the new default branch as soon as the old one is gone', async () => {
    const { desiredState, target, owner, name } = world;
    await desiredState.read(target);
    const admin = world.as('platform-engineer').rest;
    await admin.git.createRef({
      owner,
      repo: name,
      ref: 'refs/heads/trunk',
      sha: (await world.github.resolve(owner, name, 'main')) ?? '',
    });
    await admin.repos.update({ owner, repo: name, default_branch: 'trunk' });
    await admin.git.deleteRef({ owner, repo: name, ref: 'heads/main' });
    await expect(desiredState.read(target)).rejects.toThrow(
      'has no branch "main"',
    );
    await expect(desiredState.read(target)).resolves.toMatchObject({
      image: images[0],
    });
  });
});
