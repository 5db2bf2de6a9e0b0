import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Link } from '@backstage/ui';
import { useDeployPaths } from '../hooks/useDeployPaths';
import { useDeployTabPath } from '../hooks/useDeployTabPath';
import { deployTranslationRef } from '../translation';
import { entityName } from './names';
import { RefreshButton } from './RefreshButton';
import { UpdatedAt } from './UpdatedAt';
import styles from './PageHeader.module.css';

/** Props of {@link PageHeader}. */
export type PageHeaderProps = {
  /** Entity that the page is about, once it is known. */
  entityRef?: string;
  receivedAt?: Date;
  /** What the last read failed with. */
  error?: Error;
  onRefresh: () => void;
};

/** Where a page is below, how old it is, and the way to read it again. */
export function PageHeader(props: PageHeaderProps) {
  const { entityRef, receivedAt, error, onRefresh } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  const fleetPath = useDeployPaths().fleet();
  const tabPath = useDeployTabPath();
  return (
    <div className={styles.root}>
      <nav className={styles.links} aria-label={t('common.above')}>
        {fleetPath ? (
          <Link href={fleetPath}>{t('common.allDeployments')}</Link>
        ) : undefined}
        {entityRef ? (
          <Link href={tabPath(entityRef)}>
            {t('common.deploymentsOf', { name: entityName(entityRef) })}
          </Link>
        ) : undefined}
      </nav>
      <div className={styles.links}>
        <UpdatedAt at={receivedAt} />
        <RefreshButton
          size="small"
          receivedAt={receivedAt}
          error={error}
          onRefresh={onRefresh}
        />
      </div>
    </div>
  );
}
