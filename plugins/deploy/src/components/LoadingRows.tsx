import { Skeleton } from '@backstage/ui';
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
        <Skeleton key={index} height={height} />
      ))}
    </div>
  );
}
