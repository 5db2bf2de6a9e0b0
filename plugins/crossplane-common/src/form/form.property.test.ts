import { JsonObject } from '@backstage/types';
import Ajv from 'ajv';
import fc from 'fast-check';
import {
  arbitraryGarbage,
  arbitrarySchema,
  arbitrarySchemaWithSpec,
} from './__testUtils__/arbitrarySchema';
import { storedByCluster, withoutEmptyParts } from './__testUtils__/cluster';
import { openInScaffolder } from './__testUtils__/scaffolderForm';
import { formToSpec } from './formToSpec';
import { schemaToForm } from './schemaToForm';
import { specToForm } from './specToForm';

const RUNS = Number(process.env.FORM_PROPERTY_RUNS ?? 150);
/** The same schemas in every run; another seed searches further. */
const SEED = Number(process.env.FORM_PROPERTY_SEED ?? 364421990);
const form = (schema: JsonObject) => schemaToForm(schema, { title: 'Spec' });
const ajv = new Ajv({ strict: false });

describe('forms of any schema', () => {
  it('are JSON schemas that the scaffolder can open', () => {
    fc.assert(
      fc.property(arbitrarySchema(), schema => {
        const { schema: generated } = form(schema);
        expect(ajv.validateSchema(generated)).toBe(true);
        openInScaffolder(generated, undefined);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });

  it('give every valid spec back', () => {
    fc.assert(
      fc.property(arbitrarySchemaWithSpec(), ([schema, spec]) => {
        const { schema: generated } = form(schema);
        const opened = openInScaffolder(generated, specToForm(schema, spec));
        expect(opened.problems).toEqual([]);
        const manifest = formToSpec(schema, opened.values) ?? {};
        expect(
          withoutEmptyParts(schema, storedByCluster(schema, manifest)),
        ).toEqual(withoutEmptyParts(schema, storedByCluster(schema, spec)));
        // Opened once more, nothing changes.
        const again = openInScaffolder(generated, specToForm(schema, manifest));
        expect(formToSpec(schema, again.values) ?? {}).toEqual(manifest);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });

  it('come even from what is no schema', () => {
    fc.assert(
      fc.property(arbitraryGarbage(), garbage => {
        const { schema } = form(garbage);
        expect(ajv.validateSchema(schema)).toBe(true);
        openInScaffolder(schema, undefined);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });
});
