import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { OrderConnectionDetails } from '@openportal/plugin-crossplane-common';
import { crossplaneTranslationRef } from '../../translation';
import styles from './OrderLayers.module.css';

/** Props of {@link ConnectionDetails}. */
export type ConnectionDetailsProps = {
  connectionDetails?: OrderConnectionDetails;
};

/** Where the connection details are. Their values are never read. */
export function ConnectionDetails(props: ConnectionDetailsProps) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const { secrets = [], keys = [] } = props.connectionDetails ?? {};
  if (secrets.length === 0 && keys.length === 0) {
    return null;
  }
  return (
    <div>
      <Text as="h4" variant="body-small" weight="bold">
        {t('connection.title')}
      </Text>
      {secrets.map(({ name, namespace }) => (
        <Text key={`${namespace}/${name}`} as="p" variant="body-small">
          {t('connection.secret')}{' '}
          <code className={styles.code}>
            {namespace ? `${namespace}/${name}` : name}
          </code>
        </Text>
      ))}
      {keys.length > 0 ? (
        <Text as="p" variant="body-small">
          {t('connection.keys', { keys: keys.join(', ') })}
        </Text>
      ) : undefined}
      <Text as="p" variant="body-small" color="secondary">
        {t('connection.note')}
      </Text>
    </div>
  );
}
