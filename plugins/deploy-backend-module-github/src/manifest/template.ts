import { createHash } from 'node:crypto';
import { applyReplacements } from './editScalar';
import { ImageSlot, findImageSlots } from './imageSlots';
import { ImageQuery, selectSlots } from './selectSlots';
import { fieldsOf } from './valuesSlots';

const BLANK = '\uFFFC';

/** The text with every value of some slots left out, however it was quoted. */
export function withoutImages(text: string, slots: ImageSlot[]): string {
  const ranges = new Map<number, number>();
  for (const { node } of slots.flatMap(fieldsOf)) {
    if (node.range) {
      ranges.set(node.range[0], node.range[1]);
    }
  }
  return applyReplacements(
    text,
    [...ranges].map(([start, end]) => ({ start, end, text: BLANK })),
  );
}

/**
 * Hash of a manifest apart from the image that a query means: the same before and after another version is written,
 * another one after any other edit.
 */
export function templateHash(text: string, query: ImageQuery): string {
  const slots = selectSlots(findImageSlots(text), query);
  return createHash('sha256').update(withoutImages(text, slots)).digest('hex');
}
