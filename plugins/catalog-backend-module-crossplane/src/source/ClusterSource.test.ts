import { mockServices } from '@backstage/backend-test-utils';
import { KubernetesClient } from '@openportal/kubernetes-node';
import { eventually } from '../__testUtils__/eventually';
import { dnsRecordXrd } from '../__testUtils__/objects';
import { ClusterSource } from './ClusterSource';
import { PARTS } from './ClusterSourceOptions';
import { ListQueue } from './ListQueue';
import { PackedObject } from './PackedObject';

/** What a cluster says to the question for Crossplane, answer by answer; after them it stays silent. */
type Answers = Array<string[] | Error>;

function start(answers: Answers) {
  const packed = PackedObject.pack(dnsRecordXrd(), object => object);
  const removed: string[] = [];
  const asked = { times: 0 };
  const unexpected = async () => {
    throw new Error('Nothing is read of a cluster without Crossplane');
  };
  const client: KubernetesClient = {
    cluster: 'platform',
    get: unexpected,
    list: unexpected,
    watch: unexpected,
    patch: unexpected,
    create: unexpected,
    apply: unexpected,
    serves: unexpected,
    findKind: unexpected,
    groupVersions: async () => {
      const answer = answers[asked.times];
      asked.times += 1;
      if (answer instanceof Error) {
        throw answer;
      }
      return answer ?? new Promise<string[]>(() => {});
    },
  };
  const source = new ClusterSource({
    client,
    logger: mockServices.logger.mock(),
    annotationPrefix: 'terasky.backstage.io',
    initial: new Map([
      [
        PARTS.definitions,
        [{ key: packed.key, hash: packed.hash, data: packed.data }],
      ],
    ]),
    lists: new ListQueue({}),
    discoveryRetryMilliseconds: 1,
    onChange: (_, change) => removed.push(...change.removed),
    onCompositions: () => {},
    onTouched: () => {},
    onStatus: () => {},
  });
  source.start();
  return { source, removed, asked };
}

describe('ClusterSource', () => {
  it('B4: believes that Crossplane is gone when it hears so twice in a row', async () => {
    const { source, removed, asked } = start([[], []]);
    await eventually(() => expect(asked.times).toBe(3));
    expect(removed).toEqual(['/dnsrecords.network.openportal.dev']);
    expect(source.definitionNames()).toEqual([]);
    await source.stop();
  });

  it('reads once when it is asked for a list as it starts', async () => {
    const { source, asked } = start([]);
    source.refresh();
    source.start();
    await eventually(() => expect(asked.times).toBe(1));
    await source.stop();
  });

  it('B4: does not count over errors', async () => {
    const error = new Error('the cluster answers 500');
    const { source, removed, asked } = start([[], error, error, []]);
    await eventually(() => expect(asked.times).toBe(5));
    expect(removed).toEqual([]);
    expect(source.definitionNames()).toHaveLength(1);
    expect(source.definitionsListed).toBe(false);
    await source.stop();
  });
});
