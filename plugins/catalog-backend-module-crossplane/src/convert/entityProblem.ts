import {
  Entity,
  entityEnvelopeSchemaValidator,
  makeValidator,
} from '@backstage/catalog-model';

const validateEnvelope = entityEnvelopeSchemaValidator();
const validators = makeValidator();
const MAX_ENTITY_LENGTH = 2 * 1024 * 1024;

/**
 * Why the catalog would refuse an entity. One malformed entity makes the catalog refuse the whole
 * mutation that it is part of, so every one is checked before.
 */
export function entityProblem(entity: Entity): string | undefined {
  const { name, tags = [], labels = {}, links = [] } = entity.metadata;
  if (!validators.isValidEntityName(name)) {
    return `the entity name '${name}' is not valid`;
  }
  const badTag = tags.find(tag => !validators.isValidTag(tag));
  if (badTag !== undefined) {
    return `the tag '${badTag}' is not valid`;
  }
  const badLabel = Object.values(labels).find(
    value => !validators.isValidLabelValue(value),
  );
  if (badLabel !== undefined) {
    return `the label value '${badLabel}' is not valid`;
  }
  const badLink = links.find(({ url }) => !/^https?:\/\//.test(url));
  if (badLink) {
    return `the link '${badLink.url}' is not a web address`;
  }
  try {
    validateEnvelope(entity);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const length = JSON.stringify(entity).length;
  return length > MAX_ENTITY_LENGTH
    ? `the entity has ${length} characters; at most ${MAX_ENTITY_LENGTH} are stored`
    : undefined;
}
