import { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';

/** Marks a value of a map; its frame with the key is drawn around the custom field already. */
const MAP_VALUE_FLAG = '__additional_property';

/** Errors and help are drawn around the custom field already. */
function Nothing() {
  // RJSF takes components only, and React 17 none that return undefined.
  return <></>;
}

/** The field that the form would show without `ui:field`, to build a custom field around it. */
export function StandardField({
  rawErrors,
  ...props
}: FieldExtensionComponentProps<unknown>) {
  const { SchemaField } = props.registry.fields;
  const {
    'ui:field': _field,
    'ui:help': _help,
    'ui:options': options,
    ...uiSchema
  } = props.uiSchema;
  const { [MAP_VALUE_FLAG]: _flag, ...schema } = props.schema;
  const { field: _optionField, help: _optionHelp, ...kept } = options ?? {};
  return (
    <SchemaField
      {...props}
      schema={schema}
      uiSchema={{
        ...uiSchema,
        'ui:options': kept,
        'ui:FieldErrorTemplate': Nothing,
      }}
      errorSchema={{ ...props.errorSchema, __errors: rawErrors }}
    />
  );
}
