import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { useNow } from '../hooks/useNow';
import { useTimes } from '../hooks/useTimes';
import { deployTranslationRef } from '../translation';

const TICK_MS = 5_000;
const NOW_MS = 10_000;
const MINUTE_MS = 60_000;

/** Props of {@link UpdatedAt}. */
export type UpdatedAtProps = {
  /** When what is shown was received. Nothing is said without it. */
  at?: Date;
};

/** How old what is shown is, counting on. */
export function UpdatedAt({ at }: UpdatedAtProps) {
  const { t } = useTranslationRef(deployTranslationRef);
  const { relativeTime } = useTimes();
  const now = useNow(TICK_MS);
  if (!at) {
    return null;
  }
  const age = now.getTime() - at.getTime();
  const text = () => {
    if (age < NOW_MS) {
      return t('tab.updatedNow');
    }
    return age < MINUTE_MS
      ? t('tab.updatedSeconds', { seconds: String(Math.floor(age / 1000)) })
      : t('tab.updated', { when: relativeTime(at.toISOString()) });
  };
  return (
    <Text variant="body-small" color="secondary">
      {text()}
    </Text>
  );
}
