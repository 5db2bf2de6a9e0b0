import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Select } from '@backstage/ui';
import { deployTranslationRef } from '../translation';

/** Props of {@link Choice}. */
export type ChoiceProps = {
  label: string;
  /** The chosen value; empty for all. */
  value: string;
  options: ReadonlyArray<{ id: string; label: string }>;
  /** Lets people type to find an option, for long lists. */
  isSearchable?: boolean;
  onChange: (value: string) => void;
};

const ALL = 'all';

/** Narrows a list down to one value, or to none. */
export function Choice(props: ChoiceProps) {
  const { label, value, options, isSearchable, onChange } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  // A value of the address that nothing has (any more) is still what is chosen.
  const isListed = options.some(option => option.id === value);
  const listed =
    value && !isListed ? [...options, { id: value, label: value }] : options;
  return (
    <Select
      label={label}
      search={isSearchable || undefined}
      options={[
        { id: ALL, label: t('pages.all') },
        ...listed.map(option => ({ ...option, id: `=${option.id}` })),
      ]}
      value={value ? `=${value}` : ALL}
      onChange={key => onChange(key === ALL ? '' : String(key).slice(1))}
    />
  );
}
