import { createHash } from 'node:crypto';
import { tryParseImageReference } from '@openportal/plugin-deploy-common';
import {
  DeployTarget,
  operationOfCommitMessage,
  operationTrailer,
} from '@openportal/plugin-deploy-node';

const IMAGE_TRAILER = 'OpenPortal-Image';
const TAGS = 'refs/tags/deployments';

/** A deployment that was begun, as an annotated tag of the repository remembers it. */
export interface DeploymentRecord {
  operationId: string;
  image: string;
  /** Commit that the tag is at. */
  commit: string;
  at: string;
  author?: string;
}

/** The name of an entity in a ref: readable, and different for every entity. */
function slugOf(target: DeployTarget): string {
  const hash = createHash('sha256').update(target.entityRef).digest('hex');
  const name = target.name.replace(/[^A-Za-z0-9-]+/g, '-').slice(0, 80);
  return `${name}-${hash.slice(0, 8)}`;
}

/** Where the tags of a target are, in the order of time. */
export function recordPrefix(target: DeployTarget): string {
  return `${TAGS}/${target.environment}/${slugOf(target)}/`;
}

/** The tag of a deployment among those of its target. */
export function recordRef(
  target: DeployTarget,
  operationId: string,
  atMs: number,
): string {
  const at = new Date(atMs).toISOString().replace(/\D/g, '');
  return `${recordPrefix(target)}${at}-${operationId}`;
}

/** The tag by which an operation is found again. It can be there only once, which is what makes it a claim. */
export function operationRef(operationId: string): string {
  // Refuses what cannot be part of a ref.
  operationTrailer(operationId);
  return `${TAGS}/operations/${operationId}`;
}

/** The message that says what was deployed, for people and for the next read. */
export function recordMessage(options: {
  title: string;
  body: string;
  operationId: string;
  image: string;
}): string {
  const { title, body, operationId, image } = options;
  return [
    title,
    body,
    `${IMAGE_TRAILER}: ${image}\n${operationTrailer(operationId)}`,
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** What the message of a tag or commit says; undefined where it is nobody's record. */
export function readRecordMessage(
  message: string,
): { operationId: string; image: string } | undefined {
  const operationId = operationOfCommitMessage(message);
  const last =
    message
      .trimEnd()
      .split(/\r?\n\s*\r?\n/)
      .at(-1) ?? '';
  const image = new RegExp(`^${IMAGE_TRAILER}: (\\S+)$`, 'm').exec(last)?.[1];
  // What somebody wrote there by hand may be anything.
  return operationId && image && tryParseImageReference(image)
    ? { operationId, image }
    : undefined;
}
