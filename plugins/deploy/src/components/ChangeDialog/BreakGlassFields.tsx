import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Checkbox } from '@backstage/ui';
import { deployTranslationRef } from '../../translation';
import { ReasonField } from './ReasonField';
import { BreakGlass } from './useBreakGlass';
import styles from './ChangeDialog.module.css';

/** Props of {@link BreakGlassFields}. */
export type BreakGlassFieldsProps = {
  breakGlass: BreakGlass;
  /** Title of the environment. */
  environment: string;
};

/** The way past the checks for an emergency. Nothing where there is none. */
export function BreakGlassFields(props: BreakGlassFieldsProps) {
  const { breakGlass, environment } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  if (breakGlass.gates.length === 0) {
    return null;
  }
  return (
    <fieldset className={styles.breakGlass}>
      <legend>{t('breakGlass.title')}</legend>
      <Alert
        status="danger"
        icon
        title={`${t('breakGlass.passes')}: ${breakGlass.gates
          .map(({ title }) => title)
          .join(', ')}`}
        description={t('breakGlass.explain')}
      />
      <Checkbox
        isSelected={breakGlass.isConfirmed}
        onChange={breakGlass.setConfirmed}
      >
        {t('breakGlass.confirm', { environment })}
      </Checkbox>
      {breakGlass.isConfirmed ? (
        <ReasonField
          label={t('breakGlass.reason')}
          description={t('breakGlass.reasonRequired')}
          isRequired
          value={breakGlass.reason}
          onChange={breakGlass.setReason}
        />
      ) : undefined}
    </fieldset>
  );
}
