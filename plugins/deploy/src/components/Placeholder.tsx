import { Skeleton } from '@backstage/ui';
import styles from './Placeholder.module.css';

/** Props of {@link Placeholder}. */
export type PlaceholderProps = {
  /** In pixels. */
  height: number;
  /** In pixels, or a part as `60%`. Defaults to all there is. */
  width?: number | string;
};

/** Takes the place of what is being read. */
export function Placeholder({ height, width = '100%' }: PlaceholderProps) {
  return <Skeleton width={width} height={height} className={styles.root} />;
}
