import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { VisuallyHidden } from '@backstage/ui';
import { DiffLine, toDiffLines } from '../../model/diffLines';
import { crossplaneTranslationRef } from '../../translation';
import styles from './Diff.module.css';

/** Props of {@link Diff}. */
export type DiffProps = {
  'aria-label': string;
  /** Unified diff of one file. */
  diff: string;
  /** Shows the way back: what was added is removed. */
  isReversed?: boolean;
};

const SIGNS = { added: '+', removed: '−', same: ' ', gap: '⋯' };

/** A unified diff. Signs and hidden words say what colors say. */
export function Diff(props: DiffProps) {
  const lines = toDiffLines(props.diff, props.isReversed);
  return (
    <div className={styles.diff} role="group" aria-label={props['aria-label']}>
      <pre className={styles.lines}>
        {lines.map((line, index) => (
          <Line key={index} line={line} />
        ))}
      </pre>
    </div>
  );
}

function Line({ line }: { line: DiffLine }) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const { type, text } = line;
  const content = (
    <>
      <span aria-hidden className={styles.sign}>
        {SIGNS[type]}
      </span>
      {type === 'added' || type === 'removed' ? (
        <VisuallyHidden>{t(`diff.${type}`)} </VisuallyHidden>
      ) : undefined}
      {type === 'gap' ? (
        <VisuallyHidden>{t('diff.gap')}</VisuallyHidden>
      ) : undefined}
      {`${text}\n`}
    </>
  );
  switch (type) {
    case 'added':
      return <ins className={styles.added}>{content}</ins>;
    case 'removed':
      return <del className={styles.removed}>{content}</del>;
    default:
      return <span className={styles[type]}>{content}</span>;
  }
}
