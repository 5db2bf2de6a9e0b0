import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { IngestorClusterStatus } from '@openportal/plugin-crossplane-common';
import { crossplaneTranslationRef } from '../../translation';
import { XrdLink } from './XrdLink';
import styles from './Ingestor.module.css';

/** What the forms of a cluster's XRDs cannot show or check: closed at first, because nothing of it has to be repaired. */
export function FormNotes(props: {
  notes: NonNullable<IngestorClusterStatus['notes']>;
  cluster: string;
}) {
  const { notes, cluster } = props;
  const { t } = useTranslationRef(crossplaneTranslationRef);
  if (notes.length === 0) {
    return null;
  }
  return (
    <details>
      <summary className={styles.summary}>
        {t('ingestor.notes', { number: String(notes.length) })}
      </summary>
      <ul
        className={styles.problems}
        aria-label={t('ingestor.notesOf', { cluster })}
      >
        {notes.map(({ xrd, notes: texts }) => (
          <li key={xrd}>
            <XrdLink xrd={xrd} cluster={cluster} />
            {texts.map((text, index) => (
              <Text as="p" variant="body-small" key={`${index} ${text}`}>
                {text}
              </Text>
            ))}
          </li>
        ))}
      </ul>
    </details>
  );
}
