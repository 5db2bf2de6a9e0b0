import { DeployAuthorizer, toGatePermissions } from './DeployAuthorizer';
import { GatePermissions } from '../gates/GateFacts';
import { Caller } from '../identity/Caller';
import { OperationRecord } from '../operations/OperationRecord';

const MAX_ENTRIES = 2000;
const MAX_AGE_MS = 60 * 60_000;

type Entry = { credentials: Caller['credentials']; until: number };

/**
 * The sign-ins of those who asked for or approved an operation, so that their permission can be asked again when
 * the work is done. In memory only, and no longer than they hold: credentials are never stored, so after a restart
 * or on another replica nobody can be asked.
 */
export class KnownCallers {
  readonly #authorizer: DeployAuthorizer;
  readonly #entries = new Map<string, Entry>();

  constructor(options: { authorizer: DeployAuthorizer }) {
    this.#authorizer = options.authorizer;
  }

  /** Keeps the sign-in of somebody who did something to an operation. */
  remember(
    operationId: string,
    caller: Pick<Caller, 'ref' | 'credentials'>,
  ): void {
    const key = keyOf(operationId, caller.ref);
    this.#entries.delete(key);
    if (this.#entries.size >= MAX_ENTRIES) {
      const [oldest] = this.#entries.keys();
      this.#entries.delete(oldest);
    }
    const { credentials } = caller;
    this.#entries.set(key, {
      credentials,
      until: Math.min(
        Date.now() + MAX_AGE_MS,
        credentials.expiresAt?.getTime() ?? Infinity,
      ),
    });
  }

  /** What somebody may do now where the operation is. Undefined where that cannot be asked here. */
  async ask(
    { operation }: OperationRecord,
    who: string,
  ): Promise<GatePermissions | undefined> {
    const key = keyOf(operation.id, who);
    const entry = this.#entries.get(key);
    if (!entry || entry.until <= Date.now()) {
      this.#entries.delete(key);
      return undefined;
    }
    const { entityRef, environment } = operation;
    const permissions = await this.#authorizer.getPermissions(
      entityRef,
      [environment],
      entry.credentials,
    );
    const own = permissions.get(environment);
    return (
      own &&
      toGatePermissions(
        operation.kind === 'rollback' ? 'rollback' : 'promote',
        own,
      )
    );
  }
}

function keyOf(operationId: string, ref: string): string {
  return `${operationId} ${ref}`;
}
