import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { ButtonIcon, Select } from '@backstage/ui';
import { Environment } from '@openportal/plugin-deploy-common';
import { RiArrowLeftRightLine } from '@remixicon/react';
import { deployTranslationRef } from '../../translation';
import styles from './DiffView.module.css';

/** Props of {@link EnvironmentPickers}. */
export type EnvironmentPickersProps = {
  environments: Pick<Environment, 'name' | 'title'>[];
  from?: string;
  to?: string;
  onChange: (chosen: { from?: string; to?: string }) => void;
};

/** Chooses the two environments of a comparison. */
export function EnvironmentPickers(props: EnvironmentPickersProps) {
  const { environments, from, to, onChange } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  const options = environments.map(({ name, title }) => ({
    id: name,
    label: title,
  }));
  const change = (chosen: { from?: string; to?: string }) =>
    onChange(
      Object.fromEntries(
        Object.entries({ from, to, ...chosen }).filter(
          ([, name]) => name !== undefined,
        ),
      ),
    );
  return (
    <div
      className={styles.pickers}
      role="group"
      aria-label={t('comparison.pickers')}
    >
      <Select
        label={t('comparison.from')}
        options={options}
        value={from ?? null}
        onChange={key => change({ from: String(key) })}
      />
      <ButtonIcon
        variant="secondary"
        aria-label={t('comparison.swap')}
        icon={<RiArrowLeftRightLine aria-hidden />}
        isDisabled={!from || !to}
        onPress={() => change({ from: to, to: from })}
      />
      <Select
        label={t('comparison.to')}
        options={options}
        value={to ?? null}
        onChange={key => change({ to: String(key) })}
      />
    </div>
  );
}
