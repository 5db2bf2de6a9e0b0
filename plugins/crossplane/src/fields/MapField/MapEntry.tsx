import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { JsonValue } from '@backstage/types';
import { Button } from '@backstage/ui';
import { useEffect, useRef } from 'react';
import { crossplaneTranslationRef } from '../../translation';
import { KeyProblem } from './entries';
import styles from './MapField.module.css';
import { ValueField, ValueSchema } from './ValueField';

/** One key and its value. */
export function MapEntry(props: {
  field: FieldExtensionComponentProps<unknown>;
  id: string;
  number: number;
  entryKey: string;
  value: JsonValue | undefined;
  valueSchema: ValueSchema;
  problem?: KeyProblem;
  isLocked: boolean;
  isNew: boolean;
  onRename(key: string): void;
  onChange(value: JsonValue | undefined): void;
  onRemove(): void;
}) {
  const { field, id, number, entryKey, problem, isLocked, isNew } = props;
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const { SchemaField } = field.registry.fields;
  const container = useRef<HTMLDivElement>(null);
  const message = useProblem(problem);

  useEffect(() => {
    if (isNew) {
      container.current?.querySelector('input')?.focus();
    }
  }, [isNew]);
  useEffect(() => {
    // The browser keeps people on the page: what cannot be written would be lost without a word.
    container.current?.querySelector('input')?.setCustomValidity(message ?? '');
  }, [message]);

  const isNested =
    !isScalar(props.valueSchema) ||
    field.uiSchema.additionalProperties?.['ui:widget'] === 'textarea';
  const value = (
    <div className={isNested ? styles.nested : styles.value}>
      <ValueField
        field={field}
        id={`${id}_value`}
        entryKey={entryKey}
        value={props.value}
        schema={props.valueSchema}
        isLabeledByKey={isNested}
        isLocked={isLocked}
        onChange={props.onChange}
      />
    </div>
  );
  return (
    <div
      role="group"
      aria-label={t('field.mapEntry', {
        number: String(number),
        key: entryKey,
      })}
      className={styles.entry}
    >
      <div ref={container} className={styles.key}>
        <SchemaField
          name={t('field.mapKey')}
          schema={{ type: 'string', title: t('field.mapKey') }}
          uiSchema={{ 'ui:autocomplete': 'off' }}
          idSchema={{ $id: `${id}_key` }}
          registry={field.registry}
          formContext={field.formContext}
          formData={entryKey}
          errorSchema={message ? { __errors: [message] } : undefined}
          required
          readonly={isLocked}
          disabled={field.disabled}
          onBlur={field.onBlur}
          onFocus={field.onFocus}
          onChange={text =>
            props.onRename(typeof text === 'string' ? text : '')
          }
        />
      </div>
      {isNested ? undefined : value}
      {isLocked ? undefined : (
        <Button
          className={styles.remove}
          size="small"
          variant="tertiary"
          aria-label={t('field.mapRemoveEntry', { key: entryKey })}
          onPress={props.onRemove}
        >
          {t('field.mapRemove')}
        </Button>
      )}
      {isNested ? value : undefined}
    </div>
  );
}

/** What is wrong with a key. That it is missing, the browser says when people go on. */
function useProblem(problem: KeyProblem | undefined): string | undefined {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  switch (problem) {
    case 'duplicate':
      return t('field.mapKeyDuplicate');
    case 'invalid':
      return t('field.mapKeyInvalid');
    default:
      return undefined;
  }
}

function isScalar({ type }: ValueSchema): boolean {
  return (
    type === 'string' ||
    type === 'integer' ||
    type === 'number' ||
    type === 'boolean'
  );
}
