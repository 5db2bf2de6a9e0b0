import {
  createFormField,
  FormFieldBlueprint,
} from '@backstage/plugin-scaffolder-react/alpha';

/** The form fields of orders, loaded when somebody opens a form. */
export const orderFormFieldExtensions = [
  FormFieldBlueprint.make({
    name: 'namespace-picker',
    params: {
      field: () =>
        import('./orderFormFields').then(fields =>
          createFormField(fields.namespacePickerField),
        ),
    },
  }),
  FormFieldBlueprint.make({
    name: 'yaml-editor',
    params: {
      field: () =>
        import('./orderFormFields').then(fields =>
          createFormField(fields.yamlEditorField),
        ),
    },
  }),
  FormFieldBlueprint.make({
    name: 'map',
    params: {
      field: () =>
        import('./orderFormFields').then(fields =>
          createFormField(fields.mapField),
        ),
    },
  }),
  FormFieldBlueprint.make({
    name: 'order-preview',
    params: {
      field: () =>
        import('./orderFormFields').then(fields =>
          createFormField(fields.orderPreviewField),
        ),
    },
  }),
  FormFieldBlueprint.make({
    name: 'immutable',
    params: {
      field: () =>
        import('./orderFormFields').then(fields =>
          createFormField(fields.immutableField),
        ),
    },
  }),
  FormFieldBlueprint.make({
    name: 'identity',
    params: {
      field: () =>
        import('./orderFormFields').then(fields =>
          createFormField(fields.identityField),
        ),
    },
  }),
];
