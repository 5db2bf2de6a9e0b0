import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Link, Text, VisuallyHidden } from '@backstage/ui';
import { MatrixResponse, MatrixRow } from '@openportal/plugin-deploy-common';
import { useDeployTabPath } from '../../hooks/useDeployTabPath';
import { activeOperationOf } from '../../model/fleetCell';
import { deployTranslationRef } from '../../translation';
import { entityName } from '../names';
import { Time } from '../Time';
import { FleetCell } from './FleetCell';
import styles from './FleetTable.module.css';

/** Props of {@link FleetTable}. */
export type FleetTableProps = { matrix: MatrixResponse };

/**
 * A page of entities by environments. On a narrow screen each entity is a card:
 * the roles are written out, since a table that is laid out otherwise loses them.
 */
export function FleetTable({ matrix }: FleetTableProps) {
  const { t } = useTranslationRef(deployTranslationRef);
  return (
    <div className={styles.scroll}>
      <table
        className={styles.table}
        role="table"
        aria-label={t('fleet.table')}
      >
        <thead role="rowgroup" className={styles.head}>
          <tr role="row">
            <th role="columnheader" scope="col">
              {t('fleet.application')}
            </th>
            {matrix.environments.map(environment => (
              <th key={environment} role="columnheader" scope="col">
                {environment}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup" className={styles.body}>
          {matrix.items.map(row => (
            <Row key={row.entityRef} row={row} matrix={matrix} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ row, matrix }: { row: MatrixRow; matrix: MatrixResponse }) {
  const { t } = useTranslationRef(deployTranslationRef);
  return (
    <tr role="row" className={styles.row}>
      <th role="rowheader" scope="row" className={styles.entity}>
        <EntityFacts row={row} />
      </th>
      {matrix.environments.map(environment => {
        const index = row.environments.findIndex(
          cell => cell.environment === environment,
        );
        const cell = row.environments.at(index);
        return (
          <td
            key={environment}
            role="cell"
            className={index < 0 ? styles.unused : styles.cell}
          >
            <span className={styles.label} aria-hidden>
              {environment}
            </span>
            {index < 0 || !cell ? (
              <>
                <span aria-hidden>–</span>
                <VisuallyHidden>
                  {t('fleet.unused', { environment })}
                </VisuallyHidden>
              </>
            ) : (
              <FleetCell
                row={row}
                cell={cell}
                previous={row.environments[index - 1]?.environment}
                activeOperation={activeOperationOf(
                  matrix.activeOperations,
                  row.entityRef,
                  environment,
                )}
              />
            )}
          </td>
        );
      })}
    </tr>
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
