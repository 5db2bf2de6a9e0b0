import { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';

/** The schema library as the actions registry hands it out. */
type Zod = Parameters<
  Parameters<ActionsRegistryService['register']>[0]['schema']['input']
>[0];

/** What does not let an action through. */
function obstacles(z: Zod) {
  return z
    .array(
      z.object({
        gate: z.string(),
        status: z
          .enum(['pass', 'wait', 'fail'])
          .describe(
            "'fail' refuses the request, 'wait' holds up the change after it",
          ),
        reason: z.string(),
        clearedBy: z.string().optional(),
        clearsAt: z.string().optional(),
      }),
    )
    .describe('Gates that do not pass, with why and who or what clears them');
}

/** An operation. */
export function operationSchema(z: Zod) {
  return z.object({
    id: z.string(),
    kind: z.string(),
    environment: z.string(),
    version: z.string(),
    state: z.string(),
    stateReason: z.string().optional(),
    requestedBy: z.string(),
    requestedAt: z.string(),
    url: z.string().optional(),
  });
}

/** An environment of an application. */
export function environmentSchema(z: Zod) {
  return z.object({
    environment: z.string(),
    desiredVersion: z.string().optional().describe('What git says should run'),
    runningVersion: z.string().optional().describe('What the cluster runs'),
    health: z.string(),
    sync: z.string(),
    drift: z.boolean().optional(),
    stale: z.boolean().describe('Whether this is too old to rely on'),
    message: z.string().optional(),
    promotion: z
      .object({
        to: z.string(),
        version: z.string().optional(),
        image: z.string().optional(),
        replaces: z.string().optional(),
        allowed: z.boolean(),
        mode: z.string(),
        obstacles: obstacles(z),
      })
      .optional()
      .describe('What a promotion from here to the next environment would do'),
    rollback: z
      .object({
        version: z.string().optional(),
        image: z.string().optional(),
        allowed: z.boolean(),
        mode: z.string(),
        obstacles: obstacles(z),
      })
      .optional()
      .describe('What a rollback of this environment would do by default'),
    operation: operationSchema(z)
      .optional()
      .describe('The change that is at work there'),
  });
}

/** The answer to a request for a change. */
export function changeSchema(z: Zod) {
  return z.object({
    result: z
      .enum(['accepted', 'existing', 'unchanged'])
      .describe(
        "'accepted': requested, not done yet; 'existing': this was requested before; 'unchanged': nothing to do",
      ),
    message: z.string(),
    operation: operationSchema(z).optional(),
  });
}
