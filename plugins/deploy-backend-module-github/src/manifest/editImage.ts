import { ConflictError, InputError } from '@backstage/errors';
import { Replacement, applyReplacements, replaceScalar } from './editScalar';
import { Field, scalarText } from './fields';
import { ImageSlot, findImageSlots } from './imageSlots';
import { Reference, formatReference, parseReference } from './reference';
import { ImageQuery, selectSlots, slotImage } from './selectSlots';

/** One place that an edit changed. */
export interface ImageChange {
  where: string;
  from: string;
  to: string;
}

function repositoryParts(
  slot: ImageSlot,
  repository: string,
): Array<[Field, string]> {
  if (slotImage(slot)?.repository === repository) {
    return [];
  }
  if (!slot.repository) {
    throw new InputError(
      `The ${slot.description} has no 'newName', so its repository cannot become '${repository}'; add the key`,
    );
  }
  if (!slot.registry) {
    return [[slot.repository, repository]];
  }
  const slash = repository.indexOf('/');
  return [
    [slot.registry, repository.slice(0, slash)],
    [slot.repository, repository.slice(slash + 1)],
  ];
}

/** Which scalars of a slot get which text; throws when the slot has no place for a part of the image. */
function partsFor(slot: ImageSlot, image: Reference): Array<[Field, string]> {
  if (slot.reference) {
    return [[slot.reference, formatReference(image)]];
  }
  const { tag } = slot;
  const digest =
    slot.digest && (image.digest || scalarText(slot.digest.node) !== '')
      ? slot.digest
      : undefined;
  const parts = repositoryParts(slot, image.repository);
  if (tag && image.tag) {
    // Where only a tag key exists the digest goes along with it: every tool joins name and tag by ':'.
    parts.push([
      tag,
      !digest && image.digest ? `${image.tag}@${image.digest}` : image.tag,
    ]);
  }
  if (digest && image.digest) {
    parts.push([digest, image.digest]);
  }
  const fits = digest ? Boolean(image.digest) : Boolean(tag && image.tag);
  if (!fits || (tag && !image.tag)) {
    throw new InputError(
      `The image '${formatReference(image)}' does not fit the ${
        slot.description
      }: its keys need ${
        [tag && 'a tag', digest && 'a digest'].filter(Boolean).join(' and ') ||
        "a 'newTag' or 'digest' to write to"
      }`,
    );
  }
  return parts;
}

/** Do both name the same artifact? A digest decides where both have one. */
function sameArtifact(left: Reference | undefined, right: Reference): boolean {
  if (left?.repository !== right.repository) {
    return false;
  }
  return left.digest && right.digest
    ? left.digest === right.digest
    : left.tag === right.tag;
}

/**
 * Writes a new image into a manifest. Only the values themselves change: comments, anchors, quotes, line ends and
 * other documents stay byte for byte.
 */
export function editImage(
  text: string,
  options: ImageQuery & { newImage: string },
): { text: string; changes: ImageChange[] } {
  const image = parseReference(options.newImage);
  if (!image) {
    throw new InputError(`'${options.newImage}' is not an image reference`);
  }
  const allSlots = findImageSlots(text);
  const slots = selectSlots(allSlots, options);
  const replacements: Replacement[] = [];
  const changes: ImageChange[] = [];
  for (const slot of slots) {
    const slotReplacements = partsFor(slot, image).flatMap(
      ([site, value]) =>
        replaceScalar({
          text,
          document: slot.document,
          site,
          description: slot.description,
          value,
        }) ?? [],
    );
    if (slotReplacements.length > 0) {
      const from = slotImage(slot);
      replacements.push(...slotReplacements);
      changes.push({
        where: slot.description,
        from: from ? formatReference(from) : '',
        to: formatReference(image),
      });
    }
  }
  if (replacements.length === 0) {
    return { text, changes: [] };
  }
  const edited = applyReplacements(text, replacements);
  const written = findImageSlots(edited);
  for (const slot of slots) {
    const after = written[allSlots.indexOf(slot)];
    if (!after || !sameArtifact(slotImage(after), image)) {
      throw new ConflictError(
        `The ${slot.description} would not say '${options.newImage}' after the edit; edit the file by hand`,
      );
    }
  }
  return { text: edited, changes };
}

/** The image that a manifest names, with the place where it says so. */
export function readImage(
  text: string,
  query: ImageQuery,
): { image: string; where: string } {
  const [slot] = selectSlots(findImageSlots(text), query);
  const image = slotImage(slot);
  if (!image) {
    throw new InputError(
      `The ${slot.description} names an image that is no valid reference; expected 'registry/repository:tag@digest'`,
    );
  }
  return { image: formatReference(image), where: slot.description };
}
