import { z } from 'zod';
import type { Delivery, Hook } from '../entities';
import { notFound, validationFailed } from '../errors';
import { organizationScope, repositoryScope } from '../webhooks';
import { requireOwnedOrganization } from './organizations';
import { paginated } from './pagination';
import {
  created,
  integerId,
  noContent,
  ok,
  optional,
  parseBody,
  requireRepository,
  route,
  type Call,
  type Reply,
  type Route,
} from './route';

interface Scope {
  scope: string;
  url: string;
}

function repositoryHooks(call: Call): Scope {
  const repository = requireRepository(call, 'admin');
  return {
    scope: repositoryScope(repository.id),
    url: call.services.links.repository(repository),
  };
}

function organizationHooks(call: Call): Scope {
  const { login } = requireOwnedOrganization(call);
  return {
    scope: organizationScope(login),
    url: `${call.services.links.api}/orgs/${login}`,
  };
}

function describeLast(last: Delivery | undefined): string {
  if (!last) return 'unused';
  return last.status === 'OK' ? 'active' : last.status;
}

function toHook(call: Call, { url, scope }: Scope, hook: Hook) {
  const self = `${url}/hooks/${hook.id}`;
  const last = call.services.state.deliveries.newestFirst(hook.id)[0];
  return {
    type: scope.startsWith('repository') ? 'Repository' : 'Organization',
    id: hook.id,
    name: 'web',
    active: hook.active,
    events: hook.events,
    config: {
      url: hook.url,
      content_type: hook.contentType,
      insecure_ssl: hook.insecureSsl,
      // A secret never comes out again.
      ...(hook.secret ? { secret: '********' } : {}),
    },
    updated_at: hook.updatedAt,
    created_at: hook.createdAt,
    url: self,
    test_url: `${self}/test`,
    ping_url: `${self}/pings`,
    deliveries_url: `${self}/deliveries`,
    last_response: {
      code: last?.statusCode || null,
      status: describeLast(last),
      message: last?.status ?? null,
    },
  };
}

function toDeliveryItem(delivery: Delivery) {
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: delivery.deliveredAt,
    redelivery: delivery.redelivery,
    duration: delivery.duration,
    status: delivery.status,
    status_code: delivery.statusCode,
    event: delivery.event,
    action: delivery.action ?? null,
    installation_id: null,
    repository_id: delivery.repositoryId ?? null,
  };
}

function parsePayload(body: string): unknown {
  const json = body.startsWith('payload=')
    ? new URLSearchParams(body).get('payload') ?? '{}'
    : body;
  return JSON.parse(json);
}

function toDelivery(hook: Hook, delivery: Delivery) {
  return {
    ...toDeliveryItem(delivery),
    url: hook.url,
    request: {
      headers: delivery.request.headers,
      payload: parsePayload(delivery.request.body),
    },
    response: {
      headers: delivery.response?.headers ?? null,
      payload: delivery.response?.body ?? null,
    },
  };
}

const configSchema = z.object({
  url: z.url({ protocol: /^https?$/ }),
  content_type: z.enum(['json', 'form']).default('form'),
  secret: optional(z.string()),
  insecure_ssl: z.union([z.string(), z.number()]).transform(String).optional(),
});
const newHookSchema = z.object({
  name: z.string().optional(),
  config: configSchema,
  events: z.array(z.string()).default(['push']),
  active: z.boolean().default(true),
});
const changedHookSchema = z.object({
  config: configSchema.optional(),
  events: z.array(z.string()).optional(),
  add_events: z.array(z.string()).default([]),
  remove_events: z.array(z.string()).default([]),
  active: z.boolean().optional(),
});

function requireHook(call: Call, { scope }: Scope): Hook {
  const id = integerId(call.params.hook_id);
  const hook = call.services.state.hooks.get(scope, id);
  if (!hook) throw notFound();
  return hook;
}

function requireDelivery(call: Call, hook: Hook): Delivery {
  const id = integerId(call.params.delivery_id);
  const delivery = call.services.state.deliveries.get(hook.id, id);
  if (!delivery) throw notFound();
  return delivery;
}

function create(call: Call, at: Scope): Reply {
  const { state } = call.services;
  const input = parseBody(call, newHookSchema);
  const exists = state.hooks
    .list(at.scope)
    .some(it => it.url === input.config.url);
  if (exists) {
    throw validationFailed({
      resource: 'Hook',
      field: 'url',
      code: 'custom',
      message: 'Hook already exists on this repository',
    });
  }
  const now = state.now();
  const id = state.next('hook');
  const hook = state.hooks.put(at.scope, id, {
    id,
    scope: at.scope,
    url: input.config.url,
    secret: input.config.secret,
    contentType: input.config.content_type,
    insecureSsl: input.config.insecure_ssl ?? '0',
    events: input.events,
    active: input.active,
    createdAt: now,
    updatedAt: now,
  });
  call.services.ping(hook);
  return created(toHook(call, at, hook));
}

function update(call: Call, at: Scope): Reply {
  const { state } = call.services;
  const hook = requireHook(call, at);
  const input = parseBody(call, changedHookSchema);
  const events = new Set([
    ...(input.events ?? hook.events),
    ...input.add_events,
  ]);
  for (const event of input.remove_events) events.delete(event);
  const changed = state.hooks.put(at.scope, hook.id, {
    ...hook,
    ...(input.config
      ? {
          url: input.config.url,
          contentType: input.config.content_type,
          insecureSsl: input.config.insecure_ssl ?? hook.insecureSsl,
          secret: input.config.secret ?? hook.secret,
        }
      : {}),
    events: [...events],
    active: input.active ?? hook.active,
    updatedAt: state.now(),
  });
  return ok(toHook(call, at, changed));
}

/** The same operations exist for repositories and for organizations. */
function hookRoutesFor(
  root: string,
  family: 'repos' | 'orgs',
  locate: (call: Call) => Scope,
): Route[] {
  const name = (verb: string) => `${family}/${verb}-webhook`;
  return [
    route(
      {
        method: 'get',
        path: `${root}/hooks`,
        operationId: `${name('list')}s`,
        status: 'supported',
      },
      call => {
        const at = locate(call);
        return paginated(call, call.services.state.hooks.list(at.scope), it =>
          toHook(call, at, it),
        );
      },
    ),
    route(
      {
        method: 'post',
        path: `${root}/hooks`,
        operationId: name('create'),
        status: 'supported',
      },
      call => create(call, locate(call)),
    ),
    route(
      {
        method: 'get',
        path: `${root}/hooks/{hook_id}`,
        operationId: name('get'),
        status: 'supported',
      },
      call => {
        const at = locate(call);
        return ok(toHook(call, at, requireHook(call, at)));
      },
    ),
    route(
      {
        method: 'patch',
        path: `${root}/hooks/{hook_id}`,
        operationId: name('update'),
        status: 'supported',
      },
      call => update(call, locate(call)),
    ),
    route(
      {
        method: 'delete',
        path: `${root}/hooks/{hook_id}`,
        operationId: name('delete'),
        status: 'supported',
      },
      call => {
        const at = locate(call);
        call.services.state.hooks.delete(at.scope, requireHook(call, at).id);
        return noContent;
      },
    ),
    route(
      {
        method: 'post',
        path: `${root}/hooks/{hook_id}/pings`,
        operationId: name('ping'),
        status: 'supported',
      },
      call => {
        call.services.ping(requireHook(call, locate(call)));
        return noContent;
      },
    ),
    route(
      {
        method: 'get',
        path: `${root}/hooks/{hook_id}/deliveries`,
        operationId: `${family}/list-webhook-deliveries`,
        status: 'partial',
        notes: 'by page instead of cursor',
      },
      call => {
        const found = requireHook(call, locate(call));
        return paginated(
          call,
          call.services.state.deliveries.newestFirst(found.id),
          toDeliveryItem,
        );
      },
    ),
    route(
      {
        method: 'get',
        path: `${root}/hooks/{hook_id}/deliveries/{delivery_id}`,
        operationId: `${family}/get-webhook-delivery`,
        status: 'supported',
      },
      call => {
        const found = requireHook(call, locate(call));
        return ok(toDelivery(found, requireDelivery(call, found)));
      },
    ),
    route(
      {
        method: 'post',
        path: `${root}/hooks/{hook_id}/deliveries/{delivery_id}/attempts`,
        operationId: `${family}/redeliver-webhook-delivery`,
        status: 'supported',
      },
      call => {
        const found = requireHook(call, locate(call));
        call.services.redeliver(found, requireDelivery(call, found));
        return { status: 202, body: {} };
      },
    ),
  ];
}

export const hookRoutes: Route[] = [
  ...hookRoutesFor('/repos/{owner}/{repo}', 'repos', repositoryHooks),
  ...hookRoutesFor('/orgs/{org}', 'orgs', organizationHooks),
];
