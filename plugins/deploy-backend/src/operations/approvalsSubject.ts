import { createHash } from 'node:crypto';
import { ApprovalSubject } from './OperationRecord';

/**
 * What an approval is about: the version that is there, the one that is to come, and the manifest around them. Its
 * hash is the SHA-256 of these as JSON with sorted names.
 */
export function toApprovalSubject(change: {
  fromImage: string | undefined;
  toImage: string;
  template: string | undefined;
}): ApprovalSubject {
  const { fromImage, toImage, template } = change;
  return {
    fromImage,
    template,
    diffHash: createHash('sha256')
      .update(
        JSON.stringify({
          from: fromImage ?? null,
          template: template ?? null,
          to: toImage,
        }),
      )
      .digest('hex'),
  };
}
