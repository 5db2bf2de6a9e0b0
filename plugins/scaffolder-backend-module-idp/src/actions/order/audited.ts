import type { AuditorService } from '@backstage/backend-plugin-api';
import type { OrderRef } from '@openportal/plugin-crossplane-common';
import type { OrderOperation } from '@openportal/plugin-crossplane-node';

/** Records what somebody does to an order, and how it ended; a refusal is recorded too. */
export async function audited<T>(
  options: {
    auditor: AuditorService;
    operation: OrderOperation;
    ref: OrderRef;
    requestedBy: string;
    taskId: string;
  },
  act: () => Promise<T>,
): Promise<T> {
  const { auditor, operation, ref, requestedBy, taskId } = options;
  const event = await auditor.createEvent({
    eventId: `order-${operation}`,
    severityLevel: 'medium',
    meta: { order: { ...ref }, requestedBy, taskId },
  });
  try {
    const result = await act();
    await event.success();
    return result;
  } catch (error) {
    await event.fail({
      error: error instanceof Error ? error : new Error(String(error)),
    });
    throw error;
  }
}
