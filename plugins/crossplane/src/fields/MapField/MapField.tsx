import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { Button, FieldLabel, Text } from '@backstage/ui';
import { useRef, useState } from 'react';
import { crossplaneTranslationRef } from '../../translation';
import { isUpdate } from '../orderPlace';
import { StandardField } from '../StandardField';
import { Surface } from '../Surface';
import {
  addEntry,
  changeEntry,
  Entries,
  findKeyProblem,
  keysBeside,
  MapData,
  NO_ENTRIES,
  removeEntry,
  renameEntry,
  syncEntries,
  toMapData,
  valueOf,
} from './entries';
import { isMapSchema } from './isMapSchema';
import { MapEntry } from './MapEntry';
import styles from './MapField.module.css';
import { useChoiceLabel } from './useChoiceLabel';
import { useYamlAsMap } from './useYamlAsMap';
import { emptyValue, ValueSchema } from './ValueField';

type Props = FieldExtensionComponentProps<unknown, { immutable?: boolean }>;

/** Keys and values of a map, side by side. */
export function MapField(props: Props) {
  const { schema } = props;
  if (schema.anyOf || schema.oneOf) {
    return <ChoiceTitle {...props} />;
  }
  // Versions of a kind share one `ui:` tree, so this field can be named for a node of another type.
  return isMapSchema(schema) ? (
    <MapOf {...props} valueSchema={schema.additionalProperties} />
  ) : (
    <StandardField {...props} />
  );
}

/** The choice is drawn below, and then the field again for the chosen map. */
function ChoiceTitle({ schema, uiSchema, idSchema, name }: Props) {
  const labelId = `${idSchema.$id}__choice`;
  useChoiceLabel(labelId, idSchema.$id);
  return (
    <Surface>
      <FieldLabel
        id={labelId}
        label={uiSchema['ui:title'] ?? schema.title ?? name}
        description={uiSchema['ui:description'] ?? schema.description}
      />
    </Surface>
  );
}

function MapOf({
  valueSchema,
  ...props
}: Props & { valueSchema: ValueSchema }) {
  const { schema, uiSchema, idSchema, registry, formContext } = props;
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const addButton = useRef<HTMLButtonElement>(null);
  const data = toMapData(props.formData);
  const [entries, setEntries] = useEntries(data);
  const [newId, setNewId] = useState<number>();
  useYamlAsMap(props.formData, props.onChange);

  const title = uiSchema['ui:title'] ?? schema.title ?? props.name;
  const isImmutable =
    uiSchema['ui:options']?.immutable === true &&
    isUpdate(formContext?.formData);
  const isLocked = isImmutable || props.readonly || props.disabled;
  // The form library draws a field anew only when its data changes, so handlers of fields get old.
  const latest = useRef({ entries, data });
  latest.current = { entries, data };
  const change = (
    edit: (entries: Entries, data: MapData) => typeof latest.current,
  ) => {
    latest.current = edit(latest.current.entries, latest.current.data);
    setEntries(latest.current.entries);
    props.onChange(latest.current.data);
  };
  const add = () => {
    const value =
      registry.schemaUtils.getDefaultFormState(valueSchema) ??
      emptyValue(valueSchema);
    setNewId(entries.nextId);
    setEntries(addEntry(entries, value));
  };
  const { TitleFieldTemplate, DescriptionFieldTemplate } = registry.templates;
  const description = uiSchema['ui:description'] ?? schema.description;
  return (
    <Surface>
      <div role="group" aria-label={title} className={styles.map}>
        {title ? (
          <TitleFieldTemplate
            id={`${idSchema.$id}__title`}
            title={title}
            required={props.required}
            schema={schema}
            uiSchema={uiSchema}
            registry={registry}
          />
        ) : undefined}
        {description ? (
          <DescriptionFieldTemplate
            id={`${idSchema.$id}__description`}
            description={description}
            schema={schema}
            uiSchema={uiSchema}
            registry={registry}
          />
        ) : undefined}
        {entries.list.map((entry, index) => (
          <MapEntry
            key={entry.id}
            field={props}
            id={`${idSchema.$id}_${entry.id}`}
            number={index + 1}
            entryKey={entry.key}
            value={valueOf(entry, data)}
            valueSchema={valueSchema}
            problem={
              entry.held &&
              findKeyProblem(entry.key, keysBeside(entries, entry.id))
            }
            isLocked={isLocked}
            isNew={entry.id === newId}
            onRename={key =>
              change((list, values) => renameEntry(list, values, entry.id, key))
            }
            onChange={value =>
              change((list, values) =>
                changeEntry(list, values, entry.id, value),
              )
            }
            onRemove={() => {
              change((list, values) => removeEntry(list, values, entry.id));
              addButton.current?.focus();
            }}
          />
        ))}
        {isLocked ? undefined : (
          <div>
            <Button
              ref={addButton}
              className={styles.add}
              size="small"
              variant="secondary"
              aria-label={t('field.mapAddEntry', { title })}
              onPress={add}
            >
              {t('field.mapAdd')}
            </Button>
          </div>
        )}
        {isImmutable ? (
          <Text as="p" variant="body-small" color="secondary">
            {t('field.lockedImmutable')}
          </Text>
        ) : undefined}
      </div>
    </Surface>
  );
}

/** The entries of a map, also of one that the form was filled with meanwhile. */
function useEntries(data: MapData): [Entries, (entries: Entries) => void] {
  const [entries, setEntries] = useState(NO_ENTRIES);
  const synced = syncEntries(entries, data);
  if (synced !== entries) {
    setEntries(synced);
  }
  return [synced, setEntries];
}
