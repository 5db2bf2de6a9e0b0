import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { IngestorClusterStatus } from '@openportal/plugin-crossplane-common';
import { crossplaneTranslationRef } from '../../translation';
import { XrdLink } from './XrdLink';
import styles from './Ingestor.module.css';

/** The XRDs of a cluster that were skipped, and why. */
export function Problems(props: {
  problems: IngestorClusterStatus['problems'];
  cluster: string;
}) {
  const { problems, cluster } = props;
  const { t } = useTranslationRef(crossplaneTranslationRef);
  if (problems.length === 0) {
    return null;
  }
  return (
    <>
      <Text as="h3" variant="body-medium" weight="bold">
        {t('ingestor.problems')}
      </Text>
      <ul
        className={styles.problems}
        aria-label={t('ingestor.problemsOf', { cluster })}
      >
        {problems.map(({ xrd, path, reason }, index) => (
          <li key={`${xrd} ${path} ${index}`}>
            <XrdLink xrd={xrd} cluster={cluster} />
            <Text as="p" variant="body-small">
              {path ? <code className={styles.path}>{path}</code> : undefined}
              {path ? ': ' : undefined}
              {reason}
            </Text>
          </li>
        ))}
      </ul>
    </>
  );
}
