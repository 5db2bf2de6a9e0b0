import { describeArtifactSourceContract } from '@openportal/plugin-deploy-node/testing';
import { startSandbox } from '@openportal/sandbox';
import { createSource } from './__testUtils__/createSource';

jest.setTimeout(60_000);

const path = 'sandbox/idp-orders';
const commit = 'a'.repeat(40);

describeArtifactSourceContract('OCI registry', async () => {
  const sandbox = await startSandbox({
    seed: 'minimal',
    registryAuthentication: { mode: 'bearer' },
  });
  const { host, credentials } = sandbox.registry;
  const push = (tags: string[], day: number) =>
    sandbox.registry.pushImage({
      repository: path,
      tags,
      labels: { 'org.opencontainers.image.revision': commit },
      createdAt: `2026-03-0${day}T10:00:00.000Z`,
    });
  const older = await push(['v1', 'latest'], 1);
  const newer = await push(['v1', 'v2', 'latest'], 2);
  await push(['v0'], 1);
  const repository = `${host}/${path}`;
  return {
    source: createSource({ host, insecure: true, ...credentials }),
    repository,
    newest: {
      image: `${repository}:v2`,
      digest: newer,
      sourceCommit: commit,
    },
    moved: { image: `${repository}:v1@${older}`, digest: older },
    missing: `${repository}:v2@sha256:${'0'.repeat(64)}`,
    foreign: 'registry.example.com/acme/orders',
    breakSource: async () => {
      sandbox.faults.add({
        service: 'registry',
        path: '*',
        action: { kind: 'status', status: 503 },
      });
    },
    close: () => sandbox.close(),
  };
});
