import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Link, Text, VisuallyHidden } from '@backstage/ui';
import { MatrixResponse, MatrixRow } from '@openportal/plugin-deploy-common';
import { useDeployTabPath } from '../../hooks/useDeployTabPath';
import { activeOperationOf } from '../../model/fleetCell';
import { useTitleOf } from '../../hooks/titleOf';
import { deployTranslationRef } from '../../translation';
import { entityName } from '../names';
import { Time } from '../Time';
import { FleetCell } from './FleetCell';
import styles from './FleetTable.module.css';

/** Props of {@link FleetTable}. */
export type FleetTableProps = {
  matrix: MatrixResponse;
  /** Whether other rows are on their way. */
  isBusy: boolean;
};

/**
 * A page of entities by environments. On a narrow screen each entity is a card:
 * elements with roles, since a table that is laid out otherwise is none any more.
 */
export function FleetTable({ matrix, isBusy }: FleetTableProps) {
  const { t } = useTranslationRef(deployTranslationRef);
  const titleOf = useTitleOf();
  return (
    <div className={styles.scroll}>
      <div
        className={styles.table}
        role="table"
        aria-label={t('fleet.table')}
        aria-busy={isBusy}
      >
        <div className={styles.head} role="rowgroup">
          <div className={styles.row} role="row">
            <div className={styles.cell} role="columnheader">
              {t('fleet.application')}
            </div>
            {matrix.environments.map(environment => (
              <div
                key={environment}
                className={styles.cell}
                role="columnheader"
              >
                {titleOf(environment)}
              </div>
            ))}
          </div>
        </div>
        <div className={styles.body} role="rowgroup">
          {matrix.items.map(row => (
            <Row key={row.entityRef} row={row} matrix={matrix} />
          ))}
        </div>
      </div>
    </div>
  );
}

function Row({ row, matrix }: { row: MatrixRow; matrix: MatrixResponse }) {
  return (
    <div className={styles.row} role="row">
      <div className={`${styles.cell} ${styles.entity}`} role="rowheader">
        <EntityFacts row={row} />
      </div>
      {matrix.environments.map(environment => (
        <EnvironmentCell
          key={environment}
          environment={environment}
          row={row}
          matrix={matrix}
        />
      ))}
    </div>
  );
}

function EnvironmentCell(props: {
  environment: string;
  row: MatrixRow;
  matrix: MatrixResponse;
}) {
  const { environment, row, matrix } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  const titleOf = useTitleOf();
  const index = row.environments.findIndex(
    cell => cell.environment === environment,
  );
  if (index < 0) {
    return (
      <div className={`${styles.cell} ${styles.unused}`} role="cell">
        <span aria-hidden>–</span>
        <VisuallyHidden>
          {t('fleet.unused', { environment: titleOf(environment) })}
        </VisuallyHidden>
      </div>
    );
  }
  return (
    <div className={styles.cell} role="cell">
      <span className={styles.label} aria-hidden>
        {titleOf(environment)}
      </span>
      <FleetCell
        row={row}
        cell={row.environments[index]}
        previous={row.environments[index - 1]?.environment}
        activeOperation={activeOperationOf(
          matrix.activeOperations,
          row.entityRef,
          environment,
        )}
      />
    </div>
  );
}

function EntityFacts({ row }: { row: MatrixRow }) {
  const { t } = useTranslationRef(deployTranslationRef);
  const tabPath = useDeployTabPath();
  const { entityRef, title, owner, system, waitingSince } = row;
  return (
    <>
      <Link href={tabPath(entityRef)} weight="bold">
        {title}
      </Link>
      {owner ? (
        <Text as="p" variant="body-x-small">
          {t('fleet.ownedBy', { owner: entityName(owner) })}
        </Text>
      ) : undefined}
      {system ? (
        <Text as="p" variant="body-x-small">
          {t('fleet.partOf', { system: entityName(system) })}
        </Text>
      ) : undefined}
      {waitingSince ? (
        <Text as="p" variant="body-x-small">
          {t('fleet.waitsSince', { when: <Time value={waitingSince} /> })}
        </Text>
      ) : undefined}
    </>
  );
}
