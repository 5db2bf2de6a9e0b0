import {
  CompositeResourceDefinition,
  parseXrd,
} from '@openportal/plugin-crossplane-common';
import fc from 'fast-check';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { hostileText } from '../__testUtils__/arbitrarySpec';
import { toOrderRef } from '../cluster/toOrderRef';
import { OrdersConfig } from '../config/readOrdersConfig';
import { readRevision } from '../repository/listRevisions';
import { OrderSnapshot } from '../repository/readSnapshot';
import { buildOrder } from './buildOrder';
import { editManifest } from './editManifest';
import { orderFileChanges } from './fileChanges';
import { parseOrderFile } from './parseOrderFile';
import { updateManifest } from './updateManifest';

const orders: OrdersConfig = {
  host: 'github.com',
  repository: 'acme/catalog-orders',
  allowedRepositories: ['acme/catalog-orders'],
  path: 'namespaces/{namespace}/{plural}/{name}.yaml',
  baseBranch: 'main',
  annotationPrefix: 'terasky.backstage.io',
  prune: false,
  autoMerge: [],
  autoMergeUnchecked: false,
};
const ref = {
  cluster: 'platform',
  namespace: 'team-alpha',
  xrd: 'things.example.org',
  name: 'www',
};
const folder = 'namespaces/team-alpha';
const list = `${folder}/kustomization.yaml`;
const path = `${folder}/things/www.yaml`;

/** An XRD whose spec may be anything. */
function openXrd(): CompositeResourceDefinition {
  const { xrd } = parseXrd({
    apiVersion: 'apiextensions.crossplane.io/v2',
    kind: 'CompositeResourceDefinition',
    metadata: { name: 'things.example.org' },
    spec: {
      group: 'example.org',
      scope: 'Namespaced',
      names: { kind: 'Thing', plural: 'things' },
      versions: [
        {
          name: 'v1',
          served: true,
          referenceable: true,
          schema: { openAPIV3Schema: { type: 'object' } },
        },
      ],
    },
  });
  if (!xrd) {
    throw new Error('The XRD is not valid');
  }
  return xrd;
}

const xrd = openXrd();
const expected = { path, ref, kind: 'Thing', group: 'example.org' };

const values = fc.dictionary(
  fc.string().filter(key => key !== 'crossplane' && key !== ''),
  fc.oneof(hostileText, fc.array(hostileText)),
);

function build(spec: unknown) {
  return buildOrder({
    xrd,
    ref,
    spec,
    requestedBy: 'user:default/developer',
    orders,
  });
}

/** What something gives, or the kind of error that refuses it. */
function attempt<T>(
  act: () => T,
): { refused?: undefined; value: T } | { refused: string; value?: undefined } {
  try {
    return { value: act() };
  } catch (error) {
    return { refused: error instanceof Error ? error.name : String(error) };
  }
}

describe('A19: the file of an order', () => {
  it('is one document that reads back as what was written after an update, whatever the values were and are', () => {
    fc.assert(
      fc.property(values, values, (before, after) => {
        const old = build(before);
        const wanted = updateManifest(xrd, old.manifest, build(after).manifest);
        const content = editManifest(old.content, wanted);
        const documents = parseAllDocuments(content);
        expect(documents).toHaveLength(1);
        expect(documents[0].errors).toEqual([]);
        expect(documents[0].toJS()).toEqual(wanted);
        expect(content.match(/^kind:/gm)).toHaveLength(1);
      }),
      { numRuns: 200 },
    );
  });

  it('is that order and nothing else when it is restored or removed, or is refused', () => {
    const foreign = fc.constantFrom(
      '---\napiVersion: v1\nkind: Secret\nmetadata: { name: x }\n',
      'kind: ClusterRole\n',
      'metadata: { name: other }\n',
      '  namespace: kube-system\n',
      '- &a [*a]\n',
      '!!js/function "x"\n',
      '\u2028kind: Secret\n',
      '...\n',
    );
    fc.assert(
      fc.property(
        values,
        fc.oneof(foreign, hostileText),
        fc.nat(),
        fc.boolean(),
        (spec, inserted, position, isLine) => {
          const { content } = build(spec);
          const lines = content.split('\n');
          const changed = isLine
            ? lines.toSpliced(position % lines.length, 0, inserted).join('\n')
            : content.slice(0, position % content.length) +
              inserted +
              content.slice(position % content.length);
          const { refused, value } = attempt(() =>
            parseOrderFile(changed, expected),
          );
          const documents = parseAllDocuments(changed);
          const read = () => documents.map(document => document.toJS());
          expect(refused ?? read()).toEqual(
            refused ? 'ConflictError' : [value],
          );
          const { name, namespace } = value?.metadata ?? ref;
          expect([value?.kind ?? 'Thing', name]).toEqual(['Thing', 'www']);
          expect([undefined, 'team-alpha']).toContain(namespace);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('A18, A19: the commit of an order', () => {
  const entry = fc.oneof(
    hostileText.filter(text => text.trim() !== ''),
    fc.constantFrom('../../other', './things/b.yaml', 'https://x/y', 'a: b'),
  );
  const snapshot = (
    resources: string[],
    file?: OrderSnapshot['file'],
  ): OrderSnapshot => ({
    oid: 'a'.repeat(40),
    path,
    ...(file ? { file } : {}),
    kustomization: {
      path: list,
      folder,
      treeOid: 'b'.repeat(40),
      content: stringify({ namePrefix: 'x-', resources, images: [] }),
    },
  });

  it('touches its file and its line of the list, and nothing else, in every operation', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(entry, { maxLength: 5 }),
        fc.nat(),
        values,
        (others, position, spec) => {
          const { content } = build(spec);
          const own = 'things/www.yaml';
          const listed = others.toSpliced(
            position % (others.length + 1),
            0,
            own,
          );
          const file = { content: 'a: 1\n', fileVersion: 'c'.repeat(40) };

          // Create, and restore of what was removed.
          const created = orderFileChanges(snapshot(others), content);
          expect(created.deletions).toEqual([]);
          expect(created.additions.map(item => item.path)).toEqual([
            path,
            list,
          ]);
          expectList(created.additions[1].content, [own, ...others]);

          // Update, and restore of what is there.
          const updated = orderFileChanges(snapshot(listed, file), content);
          expect(updated).toEqual({
            additions: [{ path, content }],
            deletions: [],
          });

          const removed = orderFileChanges(snapshot(listed, file), undefined);
          expect(removed.deletions).toEqual([path]);
          expect(removed.additions.map(item => item.path)).toEqual([list]);
          expectList(removed.additions[0].content, others);
        },
      ),
      { numRuns: 200 },
    );
  });

  function expectList(content: string, resources: string[]) {
    const { resources: found, ...rest } = parse(content);
    expect([...found].sort()).toEqual([...resources].sort());
    expect(rest).toEqual({ namePrefix: 'x-', images: [] });
  }
});

describe('A18: the names of an order', () => {
  const segment = fc.oneof(
    fc.string(),
    fc.constantFrom('..', '%2e%2e', '.git', '', '\u0000', 'A', 'a/b', 'a\r\n'),
    fc.stringMatching(/^[a-z0-9-]{1,8}$/),
  );

  it('are those that Kubernetes allows, or are refused, before any operation looks at them', () => {
    fc.assert(
      fc.property(
        fc.record({
          // A cluster is one of those in the configuration, compared as text.
          cluster: fc.constant('platform'),
          namespace: segment,
          name: segment,
          xrd: fc.oneof(segment, fc.constant('things.example.org')),
        }),
        input => {
          const { refused, value } = attempt(() => toOrderRef(input));
          expect(
            refused ?? [value?.name, value?.namespace, value?.xrd].join('/'),
          ).toMatch(
            /^(InputError|([a-z0-9]([-a-z0-9]*[a-z0-9])?\/){2}[a-z0-9]([-a-z0-9.]*[a-z0-9])?)$/,
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  it('have no revision that is not the id of a commit: nothing is asked for it', async () => {
    // Any use of it fails the test.
    const repository = Object.freeze({
      octokit: undefined as never,
      owner: 'acme',
      repo: 'catalog-orders',
      baseBranch: 'main',
    });
    await fc.assert(
      fc.asyncProperty(
        segment.filter(text => !/^[0-9a-f]{40}$/.test(text)),
        async revision => {
          await expect(
            readRevision(repository, path, revision),
          ).rejects.toMatchObject({ name: 'NotFoundError' });
        },
      ),
      { numRuns: 200 },
    );
  });
});
