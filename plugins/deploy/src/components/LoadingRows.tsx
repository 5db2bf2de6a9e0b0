import { VisuallyHidden } from '@backstage/ui';
import { Placeholder } from './Placeholder';
import styles from './LoadingRows.module.css';

/** Props of {@link LoadingRows}. */
export type LoadingRowsProps = {
  /** What is being read, for those who cannot see the shape. */
  label: string;
  /** How many rows usually come. */
  rows: number;
  /** Height of a row in pixels. */
  height: number;
};

/** Rows in the place of those that will come, so that nothing moves when they do. */
export function LoadingRows({ label, rows, height }: LoadingRowsProps) {
  return (
    <div className={styles.rows} role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, index) => (
        <Placeholder key={index} height={height} />
      ))}
    </div>
  );
}

/** Props of {@link PendingRows}. */
export type PendingRowsProps = LoadingRowsProps & {
  isPending: boolean;
  /** Whether other rows stay until these come. */
  areOthersShown: boolean;
};

/** The same while something is read, or a word of it where other rows are in the place. */
export function PendingRows(props: PendingRowsProps) {
  const { isPending, areOthersShown, ...rows } = props;
  if (!isPending) {
    return null;
  }
  return areOthersShown ? (
    <VisuallyHidden role="status">{rows.label}</VisuallyHidden>
  ) : (
    <LoadingRows {...rows} />
  );
}
