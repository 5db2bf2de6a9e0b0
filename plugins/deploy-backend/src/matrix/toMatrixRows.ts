import {
  HealthStatus,
  MatrixCell,
  MatrixRow,
  SyncStatus,
} from '@openportal/plugin-deploy-common';
import { BigIntColumn, toOptionalIso } from '../database/rows';
import { behindKey } from './DatabaseCellStore';
import { MatrixCellRow, MatrixEntity } from './DatabaseMatrix';

/**
 * The rows of a page. What the caller may not see is left out, and so is what waits to come from there: it would tell
 * what runs there.
 */
export function toMatrixRows(facts: {
  entities: readonly MatrixEntity[];
  /** Whether the caller may see this environment. */
  mayRead: (entity: MatrixEntity, environment: string) => boolean;
  /** Only this one is asked for. */
  environment?: string;
  nowMs: number;
  staleAfterMs: number;
}): MatrixRow[] {
  return facts.entities.map(entity => {
    const rows = entity.cells;
    const cells = rows.flatMap((row, index): MatrixCell[] => {
      const source = index === 0 ? undefined : rows[index - 1];
      return facts.mayRead(entity, row.environment) &&
        (facts.environment === undefined ||
          facts.environment === row.environment)
        ? [
            toCell(row, {
              source:
                source && facts.mayRead(entity, source.environment)
                  ? source
                  : undefined,
              staleBefore: facts.nowMs - facts.staleAfterMs,
            }),
          ]
        : [];
    });
    const waitingSince = cells
      .flatMap(cell => cell.waiting?.since ?? [])
      .sort()
      .at(0);
    return {
      entityRef: entity.entity_ref,
      title: entity.title,
      ...(entity.owner !== null && { owner: entity.owner }),
      ...(entity.system !== null && { system: entity.system }),
      environments: cells,
      ...(waitingSince !== undefined && { waitingSince }),
    };
  });
}

function toCell(
  row: MatrixCellRow,
  context: { source: MatrixCellRow | undefined; staleBefore: number },
): MatrixCell {
  const { source } = context;
  const observedAt = toNumber(row.observed_at);
  const waiting =
    source !== undefined &&
    row.waiting_version !== null &&
    row.waiting_since !== null
      ? {
          version: row.waiting_version,
          since: toOptionalIso(row.waiting_since),
          behind:
            row.behind !== null &&
            row.behind_key === behindKey(source.image, row.image)
              ? row.behind
              : undefined,
        }
      : undefined;
  return {
    environment: row.environment,
    version: row.version ?? undefined,
    image: row.image ?? undefined,
    observedVersion:
      row.observed_version === row.version
        ? undefined
        : row.observed_version ?? undefined,
    health: row.health as HealthStatus,
    sync: row.sync as SyncStatus,
    drift: row.drift === null ? undefined : Boolean(row.drift),
    stale: observedAt === undefined || observedAt <= context.staleBefore,
    observedAt: toOptionalIso(row.observed_at),
    since: toOptionalIso(row.since),
    waiting,
    error: row.error ?? undefined,
  };
}

function toNumber(value: BigIntColumn | null): number | undefined {
  return value === null ? undefined : Number(value);
}
