import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { deployTranslationRef } from '../../translation';
import { Placeholder } from '../Placeholder';
import styles from './DeployTab.module.css';

/** As many as most portals have environments. */
const TILES = ['first', 'second', 'third', 'fourth'];

/** Tiles in their final shape, while nothing is known yet. */
export function LoadingTiles() {
  const { t } = useTranslationRef(deployTranslationRef);
  return (
    <div className={styles.page} role="status" aria-label={t('tab.loading')}>
      <div className={styles.toolbar}>
        <Placeholder width={140} height={24} />
        <Placeholder width={110} height={32} />
      </div>
      <div className={styles.tiles}>
        {TILES.map(key => (
          <div key={key} className={styles.skeleton}>
            <div className={styles.skeletonHeader}>
              <Placeholder width={90} height={20} />
              <Placeholder width={70} height={20} />
            </div>
            <Placeholder width="60%" height={24} />
            <Placeholder width="80%" height={16} />
            <div className={styles.skeletonActions}>
              <Placeholder width={120} height={32} />
              <Placeholder width={32} height={32} />
            </div>
          </div>
        ))}
      </div>
      <Placeholder width={90} height={24} />
      <Placeholder height={160} />
    </div>
  );
}
