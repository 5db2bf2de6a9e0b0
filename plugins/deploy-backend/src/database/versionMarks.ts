import { isSameImage, Operation } from '@openportal/plugin-deploy-common';
import { Knex } from 'knex';
import { toIso, VersionMarkRow } from './rows';

/** A version that somebody rolled back from. */
export type VersionMark = {
  image: string;
  reason: string;
  by: string;
  at: string;
};

/** Marks the version that a rollback leaves, so that promoting it again asks for a reason. */
export async function markVersionBad(
  trx: Knex.Transaction,
  rollback: Operation,
  now: number,
): Promise<void> {
  if (!rollback.from) {
    return;
  }
  const row: VersionMarkRow = {
    entity_ref: rollback.entityRef,
    environment: rollback.environment,
    image: rollback.from.image,
    operation_id: rollback.id,
    reason: rollback.reason ?? '',
    marked_by: rollback.requestedBy,
    marked_at: now,
  };
  await trx<VersionMarkRow>('version_marks')
    .insert(row)
    .onConflict(['entity_ref', 'environment', 'image'])
    .merge();
}

/** Takes the mark off a version that was brought back and works. */
export async function clearVersionMark(
  trx: Knex.Transaction,
  operation: Operation,
): Promise<void> {
  const key = {
    entity_ref: operation.entityRef,
    environment: operation.environment,
  };
  const marked = await trx<VersionMarkRow>('version_marks')
    .where(key)
    .select('image');
  const works = marked
    .map(({ image }) => image)
    .filter(image => isSameImage(image, operation.to.image));
  await trx<VersionMarkRow>('version_marks')
    .where(key)
    .whereIn('image', works)
    .delete();
}

/** The marks of an environment. */
export async function listVersionMarks(
  knex: Knex,
  key: { entityRef: string; environment: string },
): Promise<VersionMark[]> {
  const rows = await knex<VersionMarkRow>('version_marks').where({
    entity_ref: key.entityRef,
    environment: key.environment,
  });
  return rows.map(toVersionMark);
}

/** A mark, as it is stored. */
export function toVersionMark(
  row: Pick<VersionMarkRow, 'image' | 'reason' | 'marked_by' | 'marked_at'>,
): VersionMark {
  return {
    image: row.image,
    reason: row.reason,
    by: row.marked_by,
    at: toIso(row.marked_at),
  };
}
