import { z } from 'zod';

const environment = z.string().trim().min(1).max(63);
const image = z.string().trim().min(1).max(1024);
const reason = z
  .string()
  .trim()
  .min(1)
  .max(1000)
  // PostgreSQL has no place for it in a text.
  .refine(text => !text.includes('\0'), 'must not contain a NUL character');
const idempotencyKey = z
  .string()
  .min(8)
  .max(200)
  .regex(/^[\x21-\x7e]+$/, 'must be printable characters without spaces');

/**
 * What the author of a request saw. Where it is no longer so, the request is refused with what changed.
 * `from` is the image in the target environment, or `null` for nothing, `to` the image that goes there, `template`
 * what `state.desired.template` of the target was. What is left out is not compared.
 */
const expected = z
  .object({
    from: image.nullable().optional(),
    to: image.optional(),
    template: z.string().min(1).max(200).optional(),
  })
  .strict();

/**
 * Passes the gates `freeze` and `soak`, with the permission `deploy.freeze.override`, and those approvals that the
 * portal collects itself, with `deploy.approve` too. Never the reviews of a git host, nor a gate about the version.
 */
const breakGlass = z.object({ reason }).strict();

/**
 * Body of a promotion. At least one of `from` and `to` is given; the other is its neighbor.
 *
 * @public
 */
export const promoteRequestSchema = z
  .object({
    from: environment.optional(),
    to: environment.optional(),
    /** Version that must be the one in the source environment. */
    version: image.optional(),
    reason: reason.optional(),
    breakGlass: breakGlass.optional(),
    expected: expected.optional(),
    idempotencyKey: idempotencyKey.optional(),
  })
  .strict()
  .refine(body => body.from !== undefined || body.to !== undefined, {
    message: "give 'from', 'to' or both: the environments of the promotion",
  });

/**
 * Body of a rollback.
 *
 * @public
 */
export const rollbackRequestSchema = z
  .object({
    environment,
    /** Version to go back to; by default the last healthy one that is not the current. */
    version: image.optional(),
    reason,
    breakGlass: breakGlass.optional(),
    expected: expected.optional(),
    idempotencyKey: idempotencyKey.optional(),
  })
  .strict();

/**
 * Body of a cancellation.
 *
 * @public
 */
export const cancelRequestSchema = z
  .object({ reason: reason.optional() })
  .strict();

/**
 * Body of a decision about an operation that waits for approvals of the portal. `version` and `diffHash` are what
 * its author saw: where the operation is about something else by now, the decision is refused.
 *
 * @public
 */
export const approveRequestSchema = z
  .object({
    decision: z.enum(['approve', 'reject']),
    version: image,
    diffHash: z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hex'),
    reason: reason.optional(),
  })
  .strict();

/**
 * Body of a retry: a new operation with the intent of one that did not succeed.
 *
 * @public
 */
export const retryRequestSchema = z
  .object({
    reason: reason.optional(),
    breakGlass: breakGlass.optional(),
    idempotencyKey: idempotencyKey.optional(),
  })
  .strict();

/**
 * See {@link promoteRequestSchema}.
 *
 * @public
 */
export type PromoteRequest = z.infer<typeof promoteRequestSchema>;

/**
 * See {@link rollbackRequestSchema}.
 *
 * @public
 */
export type RollbackRequest = z.infer<typeof rollbackRequestSchema>;

/**
 * See {@link cancelRequestSchema}.
 *
 * @public
 */
export type CancelRequest = z.infer<typeof cancelRequestSchema>;

/**
 * See {@link approveRequestSchema}.
 *
 * @public
 */
export type ApproveRequest = z.infer<typeof approveRequestSchema>;

/**
 * See {@link retryRequestSchema}.
 *
 * @public
 */
export type RetryRequest = z.infer<typeof retryRequestSchema>;
