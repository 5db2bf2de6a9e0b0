import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { JsonValue } from '@backstage/types';
import { crossplaneTranslationRef } from '../../translation';

type Field = FieldExtensionComponentProps<unknown>;

/** The schema of the values of a map. */
export type ValueSchema = Exclude<
  NonNullable<Field['schema']['additionalProperties']>,
  boolean
>;

/** The value of an entry, as the form library shows its schema. */
export function ValueField({
  field,
  id,
  entryKey,
  value,
  schema,
  isLabeledByKey,
  isLocked,
  onChange,
}: {
  field: Field;
  id: string;
  entryKey: string;
  value: JsonValue | undefined;
  schema: ValueSchema;
  isLabeledByKey: boolean;
  isLocked: boolean;
  onChange(value: JsonValue | undefined): void;
}) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const { SchemaField } = field.registry.fields;
  const [, errors] =
    Object.entries(field.errorSchema ?? {}).find(([key]) => key === entryKey) ??
    [];
  const title =
    schema.title ?? (isLabeledByKey ? undefined : t('field.mapValue'));
  return (
    <SchemaField
      name={entryKey || t('field.mapValue')}
      schema={{ ...schema, ...(title === undefined ? {} : { title }) }}
      uiSchema={field.uiSchema.additionalProperties}
      idSchema={{ $id: id }}
      registry={field.registry}
      formContext={field.formContext}
      formData={value}
      errorSchema={errors}
      required={schema.type === 'integer' || schema.type === 'number'}
      readonly={isLocked}
      disabled={field.disabled}
      onBlur={field.onBlur}
      onFocus={field.onFocus}
      // An emptied text is an empty text: an entry has a value, or it is removed.
      onChange={next => onChange(next ?? emptyValue(schema))}
    />
  );
}

/** What an entry has before people give it a value. */
export function emptyValue(schema: ValueSchema): JsonValue | undefined {
  return schema.type === 'string' && !schema.enum ? '' : undefined;
}
