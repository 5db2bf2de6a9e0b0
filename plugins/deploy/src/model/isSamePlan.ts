import {
  ActionPreview,
  EnvironmentState,
  isSameImage,
} from '@openportal/plugin-deploy-common';

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

/**
 * Whether the manifest of an environment is the same apart from its version.
 * Where one is not known, as while git cannot be read, nobody can tell a difference.
 */
export function isSameTemplate(
  one: Pick<EnvironmentState, 'desired'> | undefined,
  other: Pick<EnvironmentState, 'desired'> | undefined,
): boolean {
  const [first, second] = [one?.desired?.template, other?.desired?.template];
  return first === undefined || second === undefined || first === second;
}
