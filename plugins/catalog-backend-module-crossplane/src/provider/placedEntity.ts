import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { hash } from 'node:crypto';

/** An entity, the bucket that it belongs to, and a hash of what it says. */
export interface PlacedEntity {
  ref: string;
  bucket: string;
  hash: string;
}

/** An entity that has to be sent. */
export interface ChangedEntity extends PlacedEntity {
  entity: Entity;
  length: number;
}

/** Puts an entity into a bucket. */
export function place(entity: Entity, bucket: string): ChangedEntity {
  const text = JSON.stringify(entity);
  return {
    ref: stringifyEntityRef(entity),
    bucket,
    hash: hash('sha1', text, 'base64'),
    entity,
    length: text.length,
  };
}

/** Without the entity itself, which the catalog keeps. */
export function toPlaced({
  ref,
  bucket,
  hash: contents,
}: PlacedEntity): PlacedEntity {
  return { ref, bucket, hash: contents };
}

/** Whether an entity has to be sent. */
export function differs(
  known: PlacedEntity | undefined,
  next: PlacedEntity,
): boolean {
  return known?.hash !== next.hash || known.bucket !== next.bucket;
}
