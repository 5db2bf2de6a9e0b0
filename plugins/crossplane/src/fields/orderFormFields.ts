import { OrderFields } from '@openportal/plugin-crossplane-common';
import { IdentityField, ImmutableField } from './LockedField';
import { NamespacePicker, validateNamespace } from './NamespacePicker';
import { OrderPreviewField, validatePreview } from './OrderPreview';
import { validateYaml, YamlEditorField } from './YamlEditor';

/** The namespaces that the user may order into. */
export const namespacePickerField = {
  name: OrderFields.namespacePicker,
  component: NamespacePicker,
  validation: validateNamespace,
};

/** An editor for text that is YAML. */
export const yamlEditorField = {
  name: OrderFields.yamlEditor,
  component: YamlEditorField,
  validation: validateYaml,
};

/** The page with the manifest. */
export const orderPreviewField = {
  name: OrderFields.orderPreview,
  component: OrderPreviewField,
  validation: validatePreview,
};

/** What the cluster lets nobody change. */
export const immutableField = {
  name: OrderFields.immutable,
  component: ImmutableField,
};

/** What names an order. */
export const identityField = {
  name: OrderFields.identity,
  component: IdentityField,
};
