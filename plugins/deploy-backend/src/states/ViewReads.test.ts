import request from 'supertest';
import { testImage } from '../__testUtils__/newOperation';
import { startDeployBackend } from '../__testUtils__/startDeployBackend';

jest.setTimeout(60_000);

const path = '/api/deploy/entities/component/default/payments';

describe('views of the Deploy tab', () => {
  it('ask no git host, however many there are', async () => {
    const { server, git, cluster } = await startDeployBackend();
    await request(server).get(`${path}?refresh=true`);
    const asked: string[] = [];
    git.onCall = method => {
      asked.push(method);
    };
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => request(server).get(path)),
    );
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      expect(answer.body.environments[0].state.health).toBe('healthy');
    }
    expect(asked).toEqual([]);

    // What the observer says comes with a later view.
    cluster.sync('degraded', 'CrashLoopBackOff');
    let health = 'healthy';
    while (health === 'healthy') {
      const answer = await request(server).get(path);
      ({ health } = answer.body.environments[0].state);
    }
    expect(health).toBe('degraded');
    expect(asked).toEqual([]);

    // Neither does what runs there without git having been seen to say it: the next pass asks.
    git.write('deploy', testImage(3));
    cluster.sync();
    let drift = false;
    while (!drift) {
      const answer = await request(server).get(path);
      ({ drift } = answer.body.environments[0].state);
    }
    expect(asked).toEqual([]);
  });

  it('answer at once what is stored, although no source answers', async () => {
    const { server, git, cluster } = await startDeployBackend();
    await request(server).get(`${path}?refresh=true`);
    git.onCall = () => new Promise<never>(() => {});
    cluster.broken = true;
    const answer = await request(server).get(path);
    expect(answer.body.environments).toHaveLength(4);
    expect(answer.body.environments[1].state.desired.version).toBe(
      'sha-0101010',
    );
    expect(answer.body.environments[0].promote.allowed).toBe(true);
  });
});
