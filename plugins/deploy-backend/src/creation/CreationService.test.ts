import { AdapterRegistry } from '../adapters/AdapterRegistry';
import { DeployApp } from '../app/resolveDeployApp';
import { readEnvironments } from '../config/readEnvironments';
import { newOperation } from '../__testUtils__/newOperation';
import { CreationService } from './CreationService';

const [environment] = readEnvironments(undefined);

const app: DeployApp = {
  entityRef: 'component:default/payments',
  name: 'payments',
  owners: [],
  problems: [],
  sourceUrl: 'https://git.test/acme/idp-payments',
  environments: [
    {
      environment,
      target: newOperation({ environment: environment.name }).settings.target,
    },
  ],
};

describe('CreationService', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('asks for the pipeline of an application no more than twice a minute, however many look', async () => {
    const adapters = new AdapterRegistry();
    const latest = jest.fn(async () => undefined);
    adapters.addPipelineSource({ id: 'ci', supports: () => true, latest });
    const service = new CreationService({
      adapters,
      states: { stored: async () => ({ states: [], nowMs: 0 }) },
      repositoryPrefix: 'idp-',
    });
    for (let second = 0; second < 30; second += 1) {
      const { phases } = await service.progress(app, [environment.name]);
      expect(phases[0].url).toBe(app.sourceUrl);
      expect(phases[1].state).toBe('waiting');
      await jest.advanceTimersByTimeAsync(1_000);
    }
    expect(latest).toHaveBeenCalledTimes(1);
    await service.progress(app, [environment.name]);
    expect(latest).toHaveBeenCalledTimes(2);
  });
});
