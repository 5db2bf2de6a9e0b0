import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { ScaffolderField } from '@backstage/plugin-scaffolder-react/alpha';
import { Box, Combobox, Text, TextField } from '@backstage/ui';
import { useEffect, useRef, useState } from 'react';
import { crossplaneTranslationRef } from '../../translation';
import { readOrderPlace } from '../orderPlace';
import { Surface } from '../Surface';
import { NamespacesState, useNamespaces } from './useNamespaces';
import styles from './NamespacePicker.module.css';

/** Offers the namespaces that the user may order into; any other can be typed, and the order checks it. */
export function NamespacePicker(props: FieldExtensionComponentProps<string>) {
  const { schema, uiSchema, idSchema, formData, formContext, rawErrors } =
    props;
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const place = readOrderPlace(uiSchema['ui:options'], formContext?.formData);
  const state = useNamespaces(place);
  const isLocked =
    place.operation === 'update' || props.readonly || props.disabled;
  const names =
    state.status === 'read' ? state.list.items.map(item => item.name) : [];
  const isPending = state.status === 'pending' && Boolean(place.cluster);
  const isChoice = isPending || names.length > 0;
  const [hasFocus, setFocus] = useState(false);
  // What appears below the hands of who is typing ends up in the middle of their text.
  useOnlyChoice(props, isLocked || hasFocus ? [] : names);

  const common = {
    id: idSchema.$id,
    label: schema.title ?? t('field.namespaceTitle'),
    isRequired: props.required,
    isReadOnly: isLocked,
    isInvalid: rawErrors.length > 0,
  };
  return (
    <Surface>
      <ScaffolderField
        rawErrors={rawErrors}
        rawDescription={uiSchema['ui:description'] ?? schema.description}
        required={props.required}
        disabled={isLocked}
      >
        {/* Tells the field that it stands on a surface, so that it can be told from it. */}
        <Box
          bg="neutral"
          onFocus={() => setFocus(true)}
          onBlur={() => setFocus(false)}
        >
          {isChoice && !isLocked ? (
            <Combobox
              {...common}
              allowsCustomValue
              menuTrigger={names.length ? 'focus' : 'input'}
              placeholder={isPending ? t('field.namespaceLoading') : undefined}
              options={names.map(name => ({ value: name, label: name }))}
              inputValue={formData ?? ''}
              onInputChange={text => props.onChange(text || undefined)}
              selectedKey={
                formData && names.includes(formData) ? formData : null
              }
              onSelectionChange={key => {
                // React Aria reports no key for typed text, which `onInputChange` has kept already.
                if (typeof key === 'string') {
                  props.onChange(key);
                }
              }}
            />
          ) : (
            <TextField
              {...common}
              value={formData ?? ''}
              onChange={text => props.onChange(text || undefined)}
            />
          )}
        </Box>
      </ScaffolderField>
      {isLocked ? (
        <Text variant="body-small" color="secondary">
          {t('field.lockedIdentity')}
        </Text>
      ) : (
        <Hint state={state} cluster={place.cluster} />
      )}
    </Surface>
  );
}

function Hint({
  state,
  cluster = '',
}: {
  state: NamespacesState;
  cluster?: string;
}) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const message = (() => {
    if (state.status === 'failed') {
      return t('field.namespaceUnreadable', { cluster, reason: state.reason });
    }
    if (state.status === 'read' && state.list.unreadable) {
      return state.list.items.length
        ? t('field.namespacePartial', { reason: state.list.unreadable })
        : t('field.namespaceUnreadable', {
            cluster,
            reason: state.list.unreadable,
          });
    }
    return state.status === 'read' && !state.list.items.length
      ? t('field.namespaceNone', { cluster })
      : undefined;
  })();
  return (
    <div role="status" className={styles.hint}>
      {message ? <Text variant="body-small">{message}</Text> : undefined}
    </div>
  );
}

/** Who may use one namespace only does not have to choose it. */
function useOnlyChoice(
  { formData, onChange, required }: FieldExtensionComponentProps<string>,
  names: string[],
): void {
  const [only] = names;
  const isOnlyChoice = required && names.length === 1 && !formData;
  const offered = useRef<string>();
  useEffect(() => {
    // Once: who empties the field wants to type another name.
    if (isOnlyChoice && offered.current !== only) {
      offered.current = only;
      onChange(only);
    }
  }, [isOnlyChoice, only, onChange]);
}
