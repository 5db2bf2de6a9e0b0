import { CompositeResourceDefinition } from '@openportal/plugin-crossplane-common';
import { refuseSharedPath, sharedPathWarning } from './clusterInPath';

const shared = 'namespaces/{namespace}/{name}.yaml';
const own = '{cluster}/{namespace}/{name}.yaml';

const xrd = {
  name: 'things.example.org',
  orderable: { kind: 'Thing', plural: 'things', namespaced: true },
} as CompositeResourceDefinition;

function order(
  path: string,
  offered: Record<string, boolean | Error>,
): Promise<string[]> {
  return refuseSharedPath({
    xrd,
    cluster: 'platform',
    location: { path },
    clusters: ['platform', ...Object.keys(offered)],
    offers: async name => {
      const answer = offered[name];
      if (answer instanceof Error) {
        throw answer;
      }
      return answer;
    },
  });
}

describe('refuseSharedPath', () => {
  it('refuses a kind of several clusters whose orders have one path', async () => {
    await expect(
      order(shared, { production: true, staging: false }),
    ).rejects.toThrow(
      /Thing is offered by the clusters 'platform', 'production', and the path of its orders, 'namespaces.*put \{cluster\} into idp\.orders\.path/,
    );
    // Also when not all of them answer.
    await expect(
      order(shared, { production: new Error('down'), staging: true }),
    ).rejects.toThrow("'platform', 'staging'");
  });

  it('lets pass what goes to one cluster alone', async () => {
    expect(await order(own, { production: true })).toEqual([]);
    expect(await order(shared, { production: false })).toEqual([]);
    expect(await order(shared, {})).toEqual([]);
  });

  it('says which cluster it could not ask', async () => {
    expect(await order(shared, { production: new Error('down') })).toEqual([
      "whether cluster 'production', which did not answer, offers Thing too and would apply the order",
    ]);
    expect(await order(own, { production: new Error('down') })).toEqual([]);
  });
});

describe('sharedPathWarning', () => {
  it('speaks up where several clusters have one path', () => {
    expect(sharedPathWarning({ path: shared }, ['a', 'b'])).toMatch(
      /"idp\.orders\.path" is 'namespaces.*without \{cluster\}, and there are 2 clusters/,
    );
    expect(sharedPathWarning({ path: shared }, ['a'])).toBeUndefined();
    expect(sharedPathWarning({ path: own }, ['a', 'b'])).toBeUndefined();
  });
});
