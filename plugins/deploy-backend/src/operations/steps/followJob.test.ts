import { ConfigReader } from '@backstage/config';
import { ChangeStatus } from '@openportal/plugin-deploy-node';
import { AdapterRegistry } from '../../adapters/AdapterRegistry';
import { ArtifactService } from '../../adapters/ArtifactService';
import { newOperation, testImage } from '../../__testUtils__/newOperation';
import { TestGit } from '../../__testUtils__/TestGit';
import { readDeployConfig } from '../../config/readDeployConfig';
import { toDeployedVersion } from '../../database/toOperationRecord';
import { OperationRecord } from '../OperationRecord';
import { followJob } from './followJob';
import { StepContext } from './Step';
import { judgeRollout } from './stepRollout';

const nowMs = Date.parse('2026-06-01T12:00:00Z');

const record: OperationRecord = {
  operation: {
    id: '7',
    kind: 'promote',
    entityRef: 'component:default/payments',
    environment: 'qa',
    to: toDeployedVersion(testImage(2)),
    requestedBy: 'user:default/developer',
    channel: 'ui',
    state: 'committed',
    correlationId: '7',
    requestedAt: '',
    updatedAt: '',
    change: { kind: 'job' },
  },
  sequence: 1,
  mode: 'direct',
  settings: newOperation().settings,
  changeRef: { kind: 'job', id: '7/1' },
  progress: {},
  requestHash: '',
  attempts: 0,
  requestedAtMs: nowMs,
  deadlineMs: nowMs + 1000,
};

class JobHost extends TestGit {
  constructor(readonly answer: ChangeStatus) {
    super();
  }

  async status(): Promise<ChangeStatus> {
    return this.answer;
  }
}

function follow(
  answer: Partial<ChangeStatus>,
  changes: Partial<OperationRecord> = {},
  at = nowMs,
) {
  const adapters = new AdapterRegistry();
  const context: StepContext = {
    adapters,
    artifacts: new ArtifactService({ adapters }),
    config: readDeployConfig(new ConfigReader({})),
    findLogins: async () => ({ logins: [], complete: true }),
    findSoakedSince: async () => undefined,
    askPermissions: async () => undefined,
    nowMs: at,
  };
  return followJob(
    { ...record, ...changes },
    context,
    new JobHost({ state: 'open', reviews: [], ...answer }),
  );
}

describe('followJob', () => {
  it('waits while the job runs, and says where', async () => {
    await expect(
      follow({ url: 'https://git.test/runs/1', blockedBy: 'It is queued' }),
    ).resolves.toMatchObject({
      kind: 'wait',
      update: {
        reason: 'It is queued',
        change: { kind: 'job', url: 'https://git.test/runs/1' },
      },
    });
  });

  it('fails with the job, with its reason', async () => {
    await expect(
      follow({ state: 'closed', closedReason: "the step 'apply' failed" }),
    ).resolves.toMatchObject({
      transition: {
        to: 'failed',
        reason: "The job will not deploy it: the step 'apply' failed",
      },
    });
  });

  it('times out with a job that never ends', async () => {
    await expect(follow({}, {}, nowMs + 1000)).resolves.toMatchObject({
      transition: { to: 'timed-out' },
    });
  });

  it('lets the cluster have the word when the job is done, and is silent about commits', async () => {
    await expect(follow({ state: 'landed' })).resolves.toBeUndefined();
    await expect(
      follow({}, { changeRef: { kind: 'commit', commit: 'abc' } }),
    ).resolves.toBeUndefined();
  });
});

describe('judgeRollout of a job', () => {
  const facts = {
    record,
    desired: undefined,
    arrived: undefined,
    capabilities: { revision: true, watch: false },
    nowMs,
    degradedGraceMs: 1000,
    pollIntervalMs: 1000,
  };
  const observation = {
    observedAt: '',
    images: [testImage(2)],
    sync: 'unknown' as const,
    health: 'healthy' as const,
    links: [],
  };

  it('succeeds by the image that runs, where there is no commit to be at', () => {
    expect(judgeRollout({ ...facts, observation })).toMatchObject({
      transition: { to: 'succeeded' },
    });
    expect(
      judgeRollout({
        ...facts,
        observation: { ...observation, images: [testImage(1)] },
      }),
    ).not.toMatchObject({ transition: { to: 'succeeded' } });
    // What was approved is remembered while it is waited for, and afterwards.
    const progress = {
      subject: { fromImage: testImage(1), diffHash: 'a hash' },
      requiredApprovals: 2,
    };
    const approved = { ...record, progress };
    expect(
      judgeRollout({ ...facts, record: approved, observation }),
    ).toMatchObject({ transition: { to: 'succeeded', progress } });
    expect(
      judgeRollout({
        ...facts,
        record: approved,
        observation: { ...observation, health: 'progressing' },
      }),
    ).toMatchObject({ transition: { to: 'progressing', progress } });
    // A commit needs the cluster's word about it.
    expect(
      judgeRollout({
        ...facts,
        record: { ...record, changeRef: { kind: 'commit', commit: 'abc' } },
        desired: { image: testImage(2), revision: 'abc' },
        observation,
      }),
    ).not.toMatchObject({ transition: { to: 'succeeded' } });
  });
});
