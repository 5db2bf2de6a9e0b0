import fs from 'node:fs';
import { join } from 'node:path';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { JsonObject, JsonValue } from '@backstage/types';
import {
  CompositeResourceDefinition,
  OrderManifest,
  parseXrd,
  specSchema,
  specToForm,
} from '@openportal/plugin-crossplane-common';
import fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import { arbitrarySpec, hostileText } from '../__testUtils__/arbitrarySpec';
import { OrdersConfig } from '../config/readOrdersConfig';
import { buildOrder } from './buildOrder';
import { fillDefaults } from './fillDefaults';
import { orderFilePath } from './orderLocation';
import { checkManifest } from './validateManifest';

const RUNS = Number(process.env.FORM_PROPERTY_RUNS ?? 25);
/** The same specs in every run, so that none is out of luck with specs that fit; another seed searches further. */
const SEED = Number(process.env.FORM_PROPERTY_SEED ?? 20_261_121);

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

function readXrds(): CompositeResourceDefinition[] {
  const folder = resolvePackagePath(
    '@openportal/plugin-crossplane-common',
    'src/fixtures/xrds',
  );
  return fs
    .readdirSync(folder)
    .filter(name => name.endsWith('.yaml'))
    .sort()
    .flatMap(name =>
      parseAllDocuments(fs.readFileSync(join(folder, name), 'utf8')),
    )
    .flatMap(document => parseXrd(document.toJS()).xrd ?? []);
}

const xrds = readXrds();
const withSchema = xrds.flatMap(xrd => {
  const schema = specSchema(xrd.current);
  return schema ? [{ name: xrd.name, xrd, schema }] : [];
});

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
  fillDefaults(schema, copy);
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
  it.each(withSchema)(
    'says what the spec said, and passes validation: $name',
    async ({ xrd, schema }) => {
      const specs = arbitrarySpec({ type: 'object', ...schema });
      await fc.assert(
        fc.asyncProperty(specs, async generated => {
          const spec = await withoutMisfits(xrd, generated);
          fc.pre(spec !== undefined);
          const built = build(xrd, specToForm(schema, spec));
          const documents = parseAllDocuments(built.content);
          expect(documents).toHaveLength(1);
          expect(documents[0].toJS()).toEqual(built.manifest);
          expect(await problemsOf(xrd, built.manifest)).toEqual([]);
          expect(stored(schema, built.manifest.spec ?? {})).toEqual(
            stored(schema, spec),
          );
        }),
        { numRuns: RUNS, seed: SEED, maxSkipsPerRun: 1000 },
      );
    },
  );

  it('keeps an empty part where a rule counts that it is there', async () => {
    const [{ xrd, schema }] = withSchema.filter(
      ({ name }) => name === 'storages.data.example.org',
    );
    const { manifest } = build(xrd, specToForm(schema, { nfs: {} }));
    expect(manifest.spec).toEqual({ nfs: {} });
    expect(await problemsOf(xrd, manifest)).toEqual([]);
  });

  it('has many of them to be shown with', () => {
    expect(withSchema.length).toBeGreaterThan(20);
  });

  it('A19: is one document that reads back as what was written, whatever the values are', () => {
    const [xrd] = xrds.filter(
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
          const place = {
            path: 'x/{cluster}/{namespace}/{plural}/{name}.yaml',
          };
          expect(outcome(() => orderFilePath(place, ref, plural))).toMatch(
            /^(x(\/[a-z0-9]([-a-z0-9]*[a-z0-9])?){4}\.yaml|InputError)$/,
          );
        },
      ),
      { numRuns: 500 },
    );
  });
});

async function problemsOf(
  xrd: CompositeResourceDefinition,
  manifest: OrderManifest,
) {
  return (await checkManifest(xrd, manifest)).problems;
}

/** The spec without the top fields that do not fit; undefined when they are needed. */
async function withoutMisfits(
  xrd: CompositeResourceDefinition,
  generated: JsonValue,
): Promise<JsonValue | undefined> {
  const spec = structuredClone(generated);
  const { manifest } = build(xrd, undefined);
  for (;;) {
    const [misfit] = await problemsOf(xrd, { ...manifest, spec });
    if (!misfit) {
      return spec;
    }
    const field = Object.keys(Object(spec)).find(
      key =>
        misfit.path === `spec.${key}` || misfit.path.startsWith(`spec.${key}.`),
    );
    if (field === undefined) {
      return undefined;
    }
    Reflect.deleteProperty(Object(spec), field);
  }
}

function outcome(act: () => string): string {
  try {
    return act();
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
}
