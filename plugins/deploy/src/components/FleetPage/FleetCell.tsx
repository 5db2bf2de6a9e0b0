import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Link, Text } from '@backstage/ui';
import {
  MatrixCell,
  MatrixRow,
  Operation,
} from '@openportal/plugin-deploy-common';
import { useDeployPaths } from '../../hooks/useDeployPaths';
import { fleetCellStatus } from '../../model/fleetCell';
import { useTitleOf } from '../../hooks/titleOf';
import { deployTranslationRef } from '../../translation';
import { ClampedText } from '../ClampedText';
import { StatusLabel } from '../StatusLabel';
import { Time } from '../Time';
import styles from './FleetTable.module.css';

/** Props of {@link FleetCell}. */
export type FleetCellProps = {
  row: MatrixRow;
  cell: MatrixCell;
  /** The environment before this one, where the reader sees it. */
  previous?: string;
  activeOperation?: Operation;
};

/** One environment of an entity: what should run, how it is doing, and what waits to come. */
export function FleetCell(props: FleetCellProps) {
  const { row, cell, previous, activeOperation } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  const { version, observedVersion, since } = cell;
  return (
    <div className={styles.facts}>
      <span className={cell.stale ? styles.stale : undefined}>
        <StatusLabel status={fleetCellStatus(cell, activeOperation)} />
      </span>
      <span className={styles.version} title={cell.image}>
        {version ?? t('fleet.noVersion')}
      </span>
      {observedVersion && observedVersion !== version ? (
        <span>{t('fleet.running', { version: observedVersion })}</span>
      ) : undefined}
      {since ? (
        <span>{t('fleet.since', { when: <Time value={since} /> })}</span>
      ) : undefined}
      <Waiting row={row} cell={cell} previous={previous} />
      <Remarks cell={cell} />
    </div>
  );
}

function Waiting(props: Pick<FleetCellProps, 'row' | 'cell' | 'previous'>) {
  const { row, cell, previous } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  const titleOf = useTitleOf();
  const paths = useDeployPaths();
  const { waiting, environment } = cell;
  if (!waiting) {
    return null;
  }
  const { version, since, behind } = waiting;
  const text = since
    ? t('fleet.waitsWhen', { version, when: <Time value={since} /> })
    : t('fleet.waits', { version });
  const path = paths.diff(row.entityRef, { from: previous, to: environment });
  const compare =
    behind === undefined
      ? t('fleet.compareShort')
      : t('fleet.behind', { count: behind });
  return (
    <span className={styles.waiting}>
      {text}{' '}
      {path ? (
        <Link
          href={path}
          variant="body-x-small"
          aria-label={t('fleet.compare', {
            what: compare,
            environment: titleOf(environment),
            name: row.title,
          })}
        >
          {compare}
        </Link>
      ) : (
        behind !== undefined && compare
      )}
    </span>
  );
}

/** What must not look fine though the health may be good. */
function Remarks({ cell }: { cell: MatrixCell }) {
  const { t } = useTranslationRef(deployTranslationRef);
  const { drift, sync, stale, observedAt, error } = cell;
  return (
    <>
      {drift ? (
        <Text variant="body-x-small" className={styles.remark}>
          {t('fleet.drift')}
        </Text>
      ) : undefined}
      {sync === 'out-of-sync' && !drift ? (
        <Text variant="body-x-small" className={styles.remark}>
          {t('fleet.outOfSync')}
        </Text>
      ) : undefined}
      {stale ? (
        <Text variant="body-x-small" className={styles.remark}>
          {observedAt
            ? t('fleet.lastKnown', { when: <Time value={observedAt} /> })
            : t('fleet.neverSeen')}
        </Text>
      ) : undefined}
      {error ? (
        <ClampedText variant="body-x-small" className={styles.remark}>
          {t('fleet.readError', { message: error })}
        </ClampedText>
      ) : undefined}
    </>
  );
}
