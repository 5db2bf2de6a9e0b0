import { ActionPreview } from '@openportal/plugin-deploy-common';

/** Whether two previews would replace the same version by the same version. */
export function isSamePlan(
  one: Pick<ActionPreview, 'from' | 'to'>,
  other: Pick<ActionPreview, 'from' | 'to'>,
): boolean {
  return (
    one.from?.image === other.from?.image && one.to?.image === other.to?.image
  );
}
