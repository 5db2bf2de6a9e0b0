import { ReactNode } from 'react';
import styles from './Surface.module.css';

/** Makes texts of Backstage UI readable on the surface that the scaffolder draws. */
export function Surface({ children }: { children: ReactNode }) {
  return <div className={styles.surface}>{children}</div>;
}
