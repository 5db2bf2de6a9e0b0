import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Skeleton } from '@backstage/ui';
import { deployTranslationRef } from '../../translation';
import styles from './DeployTab.module.css';

/** As many as most portals have environments. */
const TILES = ['first', 'second', 'third', 'fourth'];

/** Tiles in their final shape, while nothing is known yet. */
export function LoadingTiles() {
  const { t } = useTranslationRef(deployTranslationRef);
  return (
    <div className={styles.page} role="status" aria-label={t('tab.loading')}>
      <div className={styles.toolbar}>
        <Skeleton width={140} height={24} />
        <Skeleton width={110} height={32} />
      </div>
      <div className={styles.tiles}>
        {TILES.map(key => (
          <div key={key} className={styles.skeleton}>
            <div className={styles.skeletonHeader}>
              <Skeleton width={90} height={20} />
              <Skeleton width={70} height={20} />
            </div>
            <Skeleton width="60%" height={24} />
            <Skeleton width="80%" height={16} />
            <div className={styles.skeletonActions}>
              <Skeleton width={120} height={32} />
              <Skeleton width={32} height={32} />
            </div>
          </div>
        ))}
      </div>
      <Skeleton width={90} height={24} />
      <Skeleton height={160} />
    </div>
  );
}
