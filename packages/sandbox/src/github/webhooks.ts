import { createHmac, randomUUID } from 'node:crypto';
import type { WorkTracker } from '../core';
import type { Delivery, Hook } from './entities';
import type { GitHubState } from './GitHubState';
import type { Links } from './Links';
import type { HookEvent, Services } from './Services';
import { toSimpleOrganization, toSimpleUser } from './shapes/account';
import { repositoryOf } from './shapes/pull';

// GitHub waits ten seconds for an answer and does not try again by itself.
const ANSWER_TIMEOUT_MS = 10_000;
const KEPT_ANSWER_LENGTH = 10_000;

export function repositoryScope(id: number): string {
  return `repository:${id}`;
}

export function organizationScope(login: string): string {
  return `organization:${login}`;
}

/** The value of `X-Hub-Signature-256` for a body. */
export function signBody(secret: string, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

function wants(hook: Hook, event: string): boolean {
  return (
    hook.active && (hook.events.includes('*') || hook.events.includes(event))
  );
}

/** Stores a delivery for every hook that wants an event, then sends it. */
export class Webhooks {
  constructor(
    private readonly options: {
      state: GitHubState;
      links: Links;
      work: WorkTracker;
      onFailure(error: unknown): void;
    },
  ) {}

  publish(services: Services, event: HookEvent): void {
    const { state, links } = this.options;
    const { repository } = event;
    const hooks = [
      ...state.hooks.list(repositoryScope(repository.id)),
      ...state.hooks.list(organizationScope(repository.owner)),
    ].filter(hook => wants(hook, event.event));
    if (hooks.length === 0) return;
    const owner = state.accountOrGhost(repository.owner);
    const body = JSON.stringify({
      ...event.payload,
      ...(event.action ? { action: event.action } : {}),
      repository: repositoryOf(services, repository),
      ...(owner.type === 'Organization'
        ? { organization: toSimpleOrganization(links, owner) }
        : {}),
      sender: toSimpleUser(links, state.accountOrGhost(event.sender)),
    });
    for (const hook of hooks) this.enqueue(hook, event, body);
  }

  ping(hook: Hook): void {
    const body = JSON.stringify({
      zen: 'Keep it logically awesome.',
      hook_id: hook.id,
    });
    this.enqueue(hook, { event: 'ping', action: undefined }, body);
  }

  /** Sends a stored delivery again, under the same GUID, as GitHub does. */
  redeliver(hook: Hook, earlier: Delivery): void {
    const delivery: Delivery = {
      ...earlier,
      id: this.options.state.next('delivery'),
      redelivery: true,
      deliveredAt: this.options.state.now(),
      duration: 0,
      statusCode: 0,
      status: 'pending',
      response: undefined,
    };
    this.store(hook, delivery);
  }

  /** After a start: deliveries that were stored but never got an answer, because the process was killed. */
  resume(): void {
    const { state } = this.options;
    const scopes = [
      ...state.listRepositories().map(it => repositoryScope(it.id)),
      ...state.listAccounts().map(it => organizationScope(it.login)),
    ];
    for (const hook of scopes.flatMap(scope => state.hooks.list(scope))) {
      for (const delivery of state.deliveries.list(hook.id)) {
        if (delivery.status === 'pending') this.schedule(hook, delivery);
      }
    }
  }

  private enqueue(
    hook: Hook,
    event: Pick<HookEvent, 'event' | 'action'> & Partial<HookEvent>,
    body: string,
  ): void {
    const { state } = this.options;
    const guid = randomUUID();
    const sent =
      hook.contentType === 'json'
        ? body
        : new URLSearchParams({ payload: body }).toString();
    this.store(hook, {
      id: state.next('delivery'),
      guid,
      hookId: hook.id,
      event: event.event,
      action: event.action,
      repositoryId: event.repository?.id,
      redelivery: false,
      deliveredAt: state.now(),
      duration: 0,
      statusCode: 0,
      status: 'pending',
      request: {
        headers: {
          Accept: '*/*',
          'Content-Type':
            hook.contentType === 'json'
              ? 'application/json'
              : 'application/x-www-form-urlencoded',
          'User-Agent': 'GitHub-Hookshot/sandbox',
          'X-GitHub-Delivery': guid,
          'X-GitHub-Event': event.event,
          'X-GitHub-Hook-ID': String(hook.id),
          'X-GitHub-Hook-Installation-Target-Type': hook.scope.split(':')[0],
          ...(hook.secret
            ? { 'X-Hub-Signature-256': signBody(hook.secret, sent) }
            : {}),
        },
        body: sent,
      },
      response: undefined,
    });
  }

  private store(hook: Hook, delivery: Delivery): void {
    this.options.state.deliveries.put(hook.id, delivery.id, delivery);
    this.schedule(hook, delivery);
  }

  private schedule(hook: Hook, delivery: Delivery): void {
    this.options.work.track(
      () => this.send(hook, delivery),
      this.options.onFailure,
    );
  }

  private async send(hook: Hook, delivery: Delivery): Promise<void> {
    const { state } = this.options;
    const started = Date.now();
    const finish = (outcome: Partial<Delivery>) => {
      const duration = (Date.now() - started) / 1000;
      state.deliveries.put(hook.id, delivery.id, {
        ...delivery,
        duration,
        ...outcome,
      });
    };
    try {
      const response = await fetch(hook.url, {
        method: 'POST',
        headers: delivery.request.headers,
        body: delivery.request.body,
        redirect: 'manual',
        signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
      });
      const text = await response.text();
      finish({
        statusCode: response.status,
        status: response.ok
          ? 'OK'
          : `Invalid HTTP Response: ${response.status}`,
        response: {
          headers: Object.fromEntries(response.headers),
          body: text.slice(0, KEPT_ANSWER_LENGTH),
        },
      });
    } catch (error) {
      const timedOut = error instanceof Error && error.name === 'TimeoutError';
      finish({
        statusCode: timedOut ? 504 : 502,
        status: timedOut ? 'timed out' : 'failed to connect to host',
      });
    }
  }
}
