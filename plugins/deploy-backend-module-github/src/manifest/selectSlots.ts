import { ConflictError, NotFoundError } from '@backstage/errors';
import { scalarText } from './fields';
import { ImageSlot } from './imageSlots';
import { Reference, formatReference, parseReference } from './reference';

/** Which image of a manifest is meant. */
export interface ImageQuery {
  /** Only this container; without it the image repository decides. */
  container?: string;
  /** Repository with registry host, without tag and digest. Unknown: the only container. */
  imageRepository?: string;
  /** Where the image is in Helm values, as `web.image`; decides alone. */
  key?: string;
}

/** Slots that a manifest offers for a query. */
export interface Candidates {
  /** These carry the image repository that is asked for. */
  matching: ImageSlot[];
  /** These carry another image, but are the place where it belongs (the first image is a placeholder). */
  fallback: ImageSlot[];
}

/** The image that a slot names; undefined when it cannot be parsed or is not complete. */
export function slotImage(slot: ImageSlot): Reference | undefined {
  if (slot.reference) {
    return parseReference(scalarText(slot.reference.node).trim());
  }
  const repository = slot.repository
    ? scalarText(slot.repository.node)
    : slot.alsoKnownAs;
  if (!repository) {
    return undefined;
  }
  const registry = slot.registry ? scalarText(slot.registry.node) : '';
  const tag = slot.tag ? scalarText(slot.tag.node) : '';
  const digest = slot.digest ? scalarText(slot.digest.node) : '';
  return parseReference(
    [
      registry && `${registry}/`,
      repository,
      tag && `:${tag}`,
      digest && `@${digest}`,
    ].join(''),
  );
}

/** Sorts the slots of a manifest by how well they fit. */
export function findCandidates(
  slots: ImageSlot[],
  query: ImageQuery,
): Candidates {
  const { container, imageRepository, key } = query;
  if (key !== undefined) {
    return { matching: slots.filter(slot => slot.key === key), fallback: [] };
  }
  // In Helm values the container is a hint: charts need not name their values after it.
  const inValues = slots.some(
    slot => slot.form === 'values' && slot.container === container,
  );
  const eligible = slots.filter(
    slot =>
      container === undefined ||
      slot.container === container ||
      slot.form === 'kustomize' ||
      (slot.form === 'values' && !inValues),
  );
  const matching = imageRepository
    ? eligible.filter(
        slot =>
          slotImage(slot)?.repository === imageRepository ||
          slot.alsoKnownAs === imageRepository,
      )
    : [];
  return {
    matching,
    fallback: eligible.filter(
      slot => slot.fallback && !matching.includes(slot),
    ),
  };
}

/** The slots that carry the image, all with the same value; throws where that is not clear. */
export function selectSlots(
  slots: ImageSlot[],
  query: ImageQuery,
): ImageSlot[] {
  const { matching, fallback } = findCandidates(slots, query);
  if (matching.length > 0) {
    const images = new Set(
      matching.map(slot => {
        const image = slotImage(slot);
        return image ? formatReference(image) : '';
      }),
    );
    if (images.size > 1) {
      throw new ConflictError(
        `The manifest names several versions of '${
          query.imageRepository
        }': ${describe(
          matching,
        )}; bring them to one version, or set the annotation ${chooser(
          matching,
        )}`,
      );
    }
    return matching;
  }
  if (fallback.length === 1) {
    return fallback;
  }
  if (fallback.length > 1) {
    throw new ConflictError(
      `The manifest has several containers, none with the image '${
        query.imageRepository ?? ''
      }': ${describe(fallback)}; set the annotation ${chooser(fallback)}`,
    );
  }
  const seen = slots.length > 0 ? `, only ${describe(slots)}` : '';
  if (query.key !== undefined) {
    throw new NotFoundError(
      `The manifest has no image at the Helm value '${query.key}'${seen}; correct the annotation openportal.dev/image-key`,
    );
  }
  throw new NotFoundError(
    query.container
      ? `The manifest has no container '${query.container}'${seen}; correct the annotation openportal.dev/container`
      : `The manifest has no image '${
          query.imageRepository ?? ''
        }'${seen}; correct the annotation openportal.dev/image`,
  );
}

/** The annotation that decides between slots. */
function chooser(slots: ImageSlot[]): string {
  return slots.every(({ form }) => form === 'values')
    ? 'openportal.dev/image-key'
    : 'openportal.dev/container';
}

function describe(slots: ImageSlot[]): string {
  return slots.map(slot => slot.description).join('; ');
}
