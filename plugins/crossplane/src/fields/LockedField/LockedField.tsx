import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { Text } from '@backstage/ui';
import { crossplaneTranslationRef } from '../../translation';
import { isUpdate } from '../orderPlace';
import { StandardField } from '../StandardField';
import { Surface } from '../Surface';

/** A standard field for what names the order: read-only once it exists. */
export function IdentityField(props: FieldExtensionComponentProps<unknown>) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  return <LockedField {...props} explanation={t('field.lockedIdentity')} />;
}

/** A standard field whose value the cluster does not let anybody change. */
export function ImmutableField(props: FieldExtensionComponentProps<unknown>) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  return <LockedField {...props} explanation={t('field.lockedImmutable')} />;
}

function LockedField({
  explanation,
  ...props
}: FieldExtensionComponentProps<unknown> & { explanation: string }) {
  const isLocked = isUpdate(props.formContext?.formData);
  return (
    <>
      <StandardField {...props} readonly={isLocked || props.readonly} />
      {isLocked ? (
        <Surface>
          <Text variant="body-small" color="secondary">
            {explanation}
          </Text>
        </Surface>
      ) : undefined}
    </>
  );
}
