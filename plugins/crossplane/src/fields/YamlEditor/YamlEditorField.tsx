import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { FieldLabel, Text } from '@backstage/ui';
import { useDeferredValue } from 'react';
import { crossplaneTranslationRef } from '../../translation';
import { isMapSchema, MapField } from '../MapField';
import { isUpdate } from '../orderPlace';
import { StandardField } from '../StandardField';
import { Surface } from '../Surface';
import { describeYamlProblem } from './describeYamlProblem';
import { LazyCodeEditor } from './LazyCodeEditor';
import { useDataAsYaml } from './useDataAsYaml';
import { findYamlProblem } from './yamlProblem';
import styles from './YamlEditor.module.css';

/** A field for YAML: highlighted, checked while people type. The value is the text. */
export function YamlEditorField(props: FieldExtensionComponentProps<unknown>) {
  // Versions of a kind share one `ui:` tree, so this field can be named for a node of another type.
  if (isMapSchema(props.schema)) {
    return <MapField {...props} />;
  }
  return props.schema.type === 'string' || props.schema.type === undefined ? (
    <Surface>
      <TextAsYaml {...props} />
    </Surface>
  ) : (
    <StandardField {...props} />
  );
}

function TextAsYaml({
  schema,
  uiSchema,
  idSchema,
  formData,
  onChange,
  rawErrors,
  required,
  readonly,
  disabled,
  name,
  formContext,
}: FieldExtensionComponentProps<unknown, { immutable?: boolean }>) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  useDataAsYaml(formData, onChange);
  const text = typeof formData === 'string' ? formData : '';
  const checked = useDeferredValue(text);
  const problem = findYamlProblem(checked);
  const id = idSchema.$id;
  const label = uiSchema['ui:title'] ?? schema.title ?? name;
  const description = uiSchema['ui:description'] ?? schema.description;
  const isImmutable =
    uiSchema['ui:options']?.immutable === true &&
    isUpdate(formContext?.formData);
  const isInvalid = Boolean(problem) || rawErrors.length > 0;
  return (
    <div className={styles.field}>
      <FieldLabel
        id={`${id}__label`}
        label={label}
        secondaryLabel={required ? '*' : undefined}
        description={description}
      />
      <LazyCodeEditor
        label={label}
        describedBy={`${id}__hint ${id}__problem`}
        value={text}
        isReadOnly={readonly || disabled || isImmutable}
        isInvalid={isInvalid}
        isRequired={required}
        onChange={next => onChange(next || undefined)}
      />
      <div id={`${id}__problem`} role="status" className={styles.problem}>
        {problem ? (
          <Text variant="body-small" color="danger">
            {describeYamlProblem(problem, checked, t)}
          </Text>
        ) : undefined}
      </div>
      <Text
        id={`${id}__hint`}
        as="p"
        variant="body-small"
        color="secondary"
        className={styles.hint}
      >
        {isImmutable
          ? t('field.lockedImmutable')
          : t('field.yamlHint', { modifier: isMac() ? '⌘' : 'Ctrl' })}
      </Text>
    </div>
  );
}

function isMac(): boolean {
  return /mac/i.test(window.navigator.platform);
}
