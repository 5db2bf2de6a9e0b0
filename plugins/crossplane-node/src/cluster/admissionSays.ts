/** How API servers quote what refused an object although the caller has the right to make it. */
const ADMISSION_REFUSED =
  /admission webhook .* denied|ValidatingAdmissionPolicy|denied the request/i;

/** How API servers say that a namespace has no room left. */
const QUOTA_EXCEEDED = /exceeded quota|quota exceeded/i;

/**
 * How a cluster says that its policies or quotas refuse an object, as regular expressions for the message of an answer
 * or of a condition. Both come with status 403, as a missing right does.
 *
 * @public
 */
export const admissionSays = {
  refused: ADMISSION_REFUSED,
  quotaExceeded: QUOTA_EXCEEDED,
};

/** `User "…" cannot create resource "things" in API group …`: RBAC, before anything looked at the object. */
const RIGHT_MISSING = /cannot \w+ resource "/i;

/** Whether an answer with status 403 is about the object, and not about the rights of whoever sent it. */
export function isRefusedByAdmission(message: string): boolean {
  return (
    ADMISSION_REFUSED.test(message) ||
    (QUOTA_EXCEEDED.test(message) && !RIGHT_MISSING.test(message))
  );
}
