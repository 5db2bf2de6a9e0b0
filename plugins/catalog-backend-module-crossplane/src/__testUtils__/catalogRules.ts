import {
  apiEntityV1alpha1Validator,
  Entity,
  entityEnvelopeSchemaValidator,
  EntityPolicies,
  FieldFormatEntityPolicy,
  NoForeignRootFieldsEntityPolicy,
  resourceEntityV1alpha1Validator,
  SchemaValidEntityPolicy,
} from '@backstage/catalog-model';
import { templateEntityV1beta3Validator } from '@backstage/plugin-scaffolder-common';

const validateEnvelope = entityEnvelopeSchemaValidator();
const policies = EntityPolicies.allOf([
  new SchemaValidEntityPolicy(),
  new NoForeignRootFieldsEntityPolicy(),
  new FieldFormatEntityPolicy(),
]);
const kinds = {
  Template: templateEntityV1beta3Validator,
  API: apiEntityV1alpha1Validator,
  Resource: resourceEntityV1alpha1Validator,
};

/** Rejects an entity that the catalog or the scaffolder would refuse. */
export async function checkEntity(entity: Entity): Promise<void> {
  validateEnvelope(entity);
  await policies.enforce(entity);
  const kind = kinds[entity.kind as keyof typeof kinds];
  if (!(await kind.check(entity))) {
    throw new Error(`'${entity.metadata.name}' is no valid ${entity.kind}`);
  }
  // What is stored is JSON: nothing may get lost or break on the way.
  const text = JSON.stringify(entity);
  expect(JSON.parse(text)).toEqual(entity);
  expect(text).not.toMatch(/\\u0000|\p{Surrogate}/u);
}
