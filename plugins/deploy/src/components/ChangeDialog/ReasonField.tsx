import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { TextAreaField } from '@backstage/ui';
import { deployTranslationRef } from '../../translation';

/** The longest reason that the API takes. */
const MAX_LENGTH = 1000;

/** Props of {@link ReasonField}. */
export type ReasonFieldProps = {
  value: string;
  onChange: (value: string) => void;
  isRequired?: boolean;
  label?: string;
  description?: string;
};

/** Asks why. */
export function ReasonField(props: ReasonFieldProps) {
  const { value, onChange, isRequired = false } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  return (
    <TextAreaField
      label={props.label ?? t('dialog.reason')}
      description={
        props.description ??
        (isRequired ? t('dialog.reasonRequired') : undefined)
      }
      isRequired={isRequired}
      maxLength={MAX_LENGTH}
      value={value}
      onChange={onChange}
    />
  );
}
