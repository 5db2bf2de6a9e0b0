import { AuditorService } from '@backstage/backend-plugin-api';
import { OperationRecord } from '../operations/OperationRecord';
import { CompletionVerdict, judgeCompletion } from './judgeCompletion';
import { Completion } from './messages/WebhookMessage';

/** Judges what jobs say, and writes down each time what became of it. */
export class CompletionAudit {
  readonly #auditor: AuditorService;
  readonly #findOperation: (id: string) => Promise<OperationRecord | undefined>;
  readonly #readKey: () => Promise<string>;

  constructor(options: {
    auditor: AuditorService;
    findOperation: (id: string) => Promise<OperationRecord | undefined>;
    readKey: () => Promise<string>;
  }) {
    this.#auditor = options.auditor;
    this.#findOperation = options.findOperation;
    this.#readKey = options.readKey;
  }

  /** The operation to look at, or undefined where the job is not to be listened to. */
  async check(completion: Completion): Promise<OperationRecord | undefined> {
    const record = await this.#findOperation(completion.operationId);
    const verdict = judgeCompletion(completion, record, await this.#readKey());
    await this.#write(completion, verdict);
    return verdict.accepted ? record : undefined;
  }

  async #write(
    { operationId, status, entityRef, environment }: Completion,
    verdict: CompletionVerdict,
  ): Promise<void> {
    const event = await this.#auditor.createEvent({
      eventId: 'webhook-completion',
      severityLevel: verdict.accepted ? 'medium' : 'high',
      meta: {
        operationId,
        status,
        ...(entityRef !== undefined && { entityRef }),
        ...(environment !== undefined && { environment }),
      },
    });
    if (verdict.accepted) {
      await event.success();
    } else {
      await event.fail({ error: new Error(verdict.problem) });
    }
  }
}
