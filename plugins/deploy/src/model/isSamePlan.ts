import { ActionPreview, isSameImage } from '@openportal/plugin-deploy-common';

/** Whether two previews would replace the same version by the same version. */
export function isSamePlan(
  one: Pick<ActionPreview, 'from' | 'to'>,
  other: Pick<ActionPreview, 'from' | 'to'>,
): boolean {
  return (
    isSameOrNone(one.from?.image, other.from?.image) &&
    isSameOrNone(one.to?.image, other.to?.image)
  );
}

/** Whether two images are the same content, or both are not there. A digest that was added changes nothing. */
export function isSameOrNone(
  one: string | undefined,
  other: string | undefined,
): boolean {
  return one === undefined || other === undefined
    ? one === other
    : isSameImage(one, other);
}
