import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { OrderProvider } from '@openportal/plugin-crossplane-common';
import { crossplaneTranslationRef } from '../../translation';
import { StateLabel } from '../StateLabel';
import { healthState } from './CompositionDetails';
import styles from './OrderLayers.module.css';

/** Props of {@link ProviderList}. */
export type ProviderListProps = { providers: OrderProvider[] };

/** The provider packages that the resources of an order need. */
export function ProviderList({ providers }: ProviderListProps) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  if (providers.length === 0) {
    return null;
  }
  return (
    <ul className={styles.plain} aria-label={t('order.packages')}>
      {providers.map(provider => (
        <li key={provider.name} className={styles.check}>
          <StateLabel state={healthState(provider.healthy)} />
          <Text variant="body-small">
            {provider.name}
            {provider.package ? ` (${provider.package})` : undefined}
            {provider.message ? `: ${provider.message}` : undefined}
          </Text>
        </li>
      ))}
    </ul>
  );
}
