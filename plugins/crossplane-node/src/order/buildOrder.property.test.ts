import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { JsonObject, JsonValue } from '@backstage/types';
import {
  CompositeResourceDefinition,
  parseXrd,
  specSchema,
  specToForm,
} from '@openportal/plugin-crossplane-common';
import fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import { arbitrarySpec, hostileText } from '../__testUtils__/arbitrarySpec';
import { OrdersConfig } from '../config/readOrdersConfig';
import { buildOrder } from './buildOrder';
import { compileSchema } from './compileSchema';
import { orderFilePath } from './orderLocation';
import { findManifestProblems } from './validateManifest';

const RUNS = Number(process.env.FORM_PROPERTY_RUNS ?? 25);

const orders: OrdersConfig = {
  host: 'github.com',
  repository: 'acme/catalog-orders',
  allowedRepositories: ['acme/catalog-orders'],
  path: 'namespaces/{namespace}/{plural}/{name}.yaml',
  baseBranch: 'main',
  annotationPrefix: 'terasky.backstage.io',
  prune: false,
  autoMerge: [],
};

async function readXrds(): Promise<CompositeResourceDefinition[]> {
  const folder = resolvePackagePath(
    '@openportal/plugin-crossplane-common',
    'src/fixtures/xrds',
  );
  const names = (await fs.readdir(folder)).filter(name =>
    name.endsWith('.yaml'),
  );
  const texts = await Promise.all(
    names.sort().map(name => fs.readFile(join(folder, name), 'utf8')),
  );
  return texts.flatMap(text =>
    parseAllDocuments(text).flatMap(document => {
      const { xrd } = parseXrd(document.toJS());
      return xrd ? [xrd] : [];
    }),
  );
}

function build(xrd: CompositeResourceDefinition, spec: unknown) {
  return buildOrder({
    xrd,
    ref: {
      cluster: 'platform',
      namespace: xrd.orderable.namespaced ? 'team-alpha' : 'cluster-scoped',
      xrd: xrd.name,
      name: 'www',
    },
    spec,
    requestedBy: 'user:default/developer',
    orders,
  });
}

/** What a cluster stores: defaults filled in. Empty parts say nothing, and the form leaves them out. */
function stored(schema: JsonObject, spec: JsonValue): JsonValue | undefined {
  const copy = structuredClone(spec);
  compileSchema(schema)(copy);
  return prune(copy);
}

function prune(value: JsonValue): JsonValue | undefined {
  if (Array.isArray(value)) {
    return value.length > 0
      ? value.map(item => prune(item) ?? (Array.isArray(item) ? [] : {}))
      : undefined;
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).flatMap(([key, item]) => {
      const kept = item === undefined ? undefined : prune(item);
      return kept === undefined ? [] : [[key, kept] as const];
    });
    return entries.length > 0 ? Object.fromEntries(entries) : undefined;
  }
  return value;
}

describe('an order of any golden XRD', () => {
  it('says in its manifest what the spec said, and passes validation', async () => {
    const xrds = await readXrds();
    expect(xrds.length).toBeGreaterThan(20);
    let checked = 0;
    for (const xrd of xrds) {
      const schema = specSchema(xrd.current);
      if (schema) {
        fc.assert(
          fc.property(arbitrarySpec({ type: 'object', ...schema }), spec => {
            const manifest = { ...build(xrd, undefined).manifest, spec };
            if (findManifestProblems(xrd, manifest).length > 0) {
              return;
            }
            const built = build(xrd, specToForm(schema, spec));
            const documents = parseAllDocuments(built.content);
            expect(documents).toHaveLength(1);
            expect(documents[0].toJS()).toEqual(built.manifest);
            expect(findManifestProblems(xrd, built.manifest)).toEqual([]);
            expect(stored(schema, built.manifest.spec ?? {})).toEqual(
              stored(schema, spec),
            );
            checked += 1;
          }),
          { numRuns: RUNS },
        );
      }
    }
    // Most of what is generated is valid: otherwise nothing would be shown.
    expect(checked).toBeGreaterThan(xrds.length * RUNS * 0.3);
  });

  it('A19: is one document that reads back as what was written, whatever the values are', async () => {
    const [xrd] = (await readXrds()).filter(
      ({ current }) => specSchema(current) === undefined,
    );
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string().filter(key => key !== 'crossplane' && key !== ''),
          fc.oneof(hostileText, fc.array(hostileText)),
        ),
        values => {
          const { content, manifest } = build(xrd, values);
          const documents = parseAllDocuments(content);
          expect(documents).toHaveLength(1);
          expect(documents[0].errors).toEqual([]);
          expect(documents[0].toJS()).toEqual(manifest);
          expect(content.match(/^kind:/gm)).toHaveLength(1);
        },
      ),
    );
  });
});

describe('A18: the path of an order', () => {
  const segment = fc.oneof(
    fc.string(),
    fc.constantFrom('..', '%2e%2e', '.', '.git', '', '\u0000', 'A', 'a/b', 'a'),
    fc.stringMatching(/^[a-z0-9.-]{1,8}$/),
  );

  it('stays below its folder for any names, or is refused', () => {
    fc.assert(
      fc.property(
        fc.record({ cluster: segment, namespace: segment, name: segment }),
        segment,
        (names, plural) => {
          const ref = { ...names, xrd: 'a.b' };
          const place = { path: 'x/{cluster}/{namespace}/{plural}/{name}.yaml' };
          let path: string;
          try {
            path = orderFilePath(place, ref, plural);
          } catch (error) {
            expect((error as Error).name).toBe('InputError');
            return;
          }
          expect(path).toMatch(/^x(\/[a-z0-9]([-a-z0-9]*[a-z0-9])?){4}\.yaml$/);
        },
      ),
      { numRuns: 500 },
    );
  });
});
