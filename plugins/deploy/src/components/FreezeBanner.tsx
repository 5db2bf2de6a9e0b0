import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert } from '@backstage/ui';
import { FreezeView } from '@openportal/plugin-deploy-common';
import { useTitleOf } from '../hooks/titleOf';
import { asSentence } from '../model/asSentence';
import { useTimes } from '../hooks/useTimes';
import { deployTranslationRef } from '../translation';

/** Props of {@link FreezeBanner}. */
export type FreezeBannerProps = { freezes: FreezeView[] };

/** The freeze windows that are open, and those that open soon. */
export function FreezeBanner({ freezes }: FreezeBannerProps) {
  const { t } = useTranslationRef(deployTranslationRef);
  const { fullTime } = useTimes();
  const titleOf = useTitleOf();
  return (
    <>
      {freezes.map(freeze => {
        const { name, environments, reason, active } = freeze;
        const when = {
          environments: environments.map(titleOf).join(', '),
          start: fullTime(freeze.start),
          end: fullTime(freeze.end),
        };
        return (
          <Alert
            key={`${name} ${freeze.start}`}
            role="status"
            status={active ? 'warning' : 'info'}
            icon
            title={
              active ? t('freeze.active', when) : t('freeze.upcoming', when)
            }
            description={t('freeze.explained', {
              name,
              reason: asSentence(reason?.trim() || t('freeze.noReason')),
            })}
          />
        );
      })}
    </>
  );
}
