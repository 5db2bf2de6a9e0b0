import { CustomErrorBase } from '@backstage/errors';
import { z } from 'zod';

/**
 * Stable codes of the errors of the deploy API.
 *
 * @public
 */
export type DeployErrorCode =
  | 'not-allowed'
  | 'not-found'
  | 'invalid-request'
  | 'operation-active'
  | 'changed-since-seen'
  | 'gate-failed'
  | 'no-rollback-target'
  | 'idempotency-key-reused'
  | 'not-cancellable'
  | 'not-approvable'
  | 'not-retryable'
  | 'too-many-requests'
  | 'unavailable'
  | 'unknown';

/**
 * One value that is no longer what the author of a request saw: `from` is the image in the target environment, `to` the
 * one that goes there, `manifest` the hash of the target's manifest apart from its image (`state.desired.template`),
 * `operation` the newest operation of the target, as its id. A side that is left out was nothing.
 *
 * @public
 */
export type ChangedValue = {
  field: 'from' | 'to' | 'manifest' | 'operation';
  expected?: string;
  actual?: string;
};

const errorBodySchema = z.object({
  error: z.object({
    name: z.string().catch('Error'),
    message: z.string().catch('The deploy API refused the request'),
    code: z.string().optional().catch(undefined),
    operationId: z.string().optional().catch(undefined),
    changed: z
      .array(
        z.object({
          field: z.enum(['from', 'to', 'manifest', 'operation']),
          expected: z.string().optional(),
          actual: z.string().optional(),
        }),
      )
      .optional()
      .catch(undefined),
  }),
});

const codeByStatus: Record<number, DeployErrorCode> = {
  400: 'invalid-request',
  403: 'not-allowed',
  404: 'not-found',
  429: 'too-many-requests',
  503: 'unavailable',
};

const codes: readonly string[] = [
  'not-allowed',
  'not-found',
  'invalid-request',
  'operation-active',
  'changed-since-seen',
  'gate-failed',
  'no-rollback-target',
  'idempotency-key-reused',
  'not-cancellable',
  'not-approvable',
  'not-retryable',
  'too-many-requests',
  'unavailable',
  'unknown',
] satisfies DeployErrorCode[];

function isDeployErrorCode(code: string): code is DeployErrorCode {
  return codes.includes(code);
}

/**
 * An answer of the deploy API that is an error.
 *
 * @public
 */
export class DeployApiError extends CustomErrorBase {
  /** HTTP status of the answer. */
  readonly status: number;
  readonly code: DeployErrorCode;
  /** The operation that was first, for `operation-active`. */
  readonly operationId?: string;
  /** What changed since the author looked, for `changed-since-seen`. */
  readonly changed: ChangedValue[];

  constructor(options: {
    status: number;
    message: string;
    code: DeployErrorCode;
    operationId?: string;
    changed?: ChangedValue[];
  }) {
    super(options.message);
    this.name = 'DeployApiError';
    this.status = options.status;
    this.code = options.code;
    this.operationId = options.operationId;
    this.changed = options.changed ?? [];
  }

  /** Reads the error out of an answer, which may also be a proxy's page. */
  static async fromResponse(response: Response): Promise<DeployApiError> {
    const text = await response.text().catch(() => '');
    let body: unknown;
    try {
      body = JSON.parse(text);
    } catch {
      body = undefined;
    }
    const parsed = errorBodySchema.safeParse(body);
    const fallback = codeByStatus[response.status] ?? 'unknown';
    if (!parsed.success) {
      return new DeployApiError({
        status: response.status,
        message: `The deploy API answered ${response.status} ${response.statusText}`,
        code: fallback,
      });
    }
    const { message, code, operationId, changed } = parsed.data.error;
    return new DeployApiError({
      status: response.status,
      message,
      code: code !== undefined && isDeployErrorCode(code) ? code : fallback,
      operationId,
      changed,
    });
  }
}
