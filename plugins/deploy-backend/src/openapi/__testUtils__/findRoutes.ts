import { Router } from 'express';
import { createRouter } from '../../routes/createRouter';
import { RouteContext } from '../../routes/RouteContext';
import { createInboxRouter } from '../../webhooks/inboxRoutes';
import { createWebhookRouter } from '../../webhooks/createWebhookRouter';
import { WEBHOOK_SOURCES } from '../../webhooks/WebhookSource';

type Layer = {
  route?: { path: string; methods: Record<string, boolean> };
};

/** The routes that the router has, as `get /entities/{name}`. No handler is called, so the context is not looked at. */
export function findRoutes(): string[] {
  const routers: Router[] = [
    createRouter({} as RouteContext),
    createInboxRouter({} as Parameters<typeof createInboxRouter>[0]),
    createWebhookRouter({
      config: {
        secrets: new Map(WEBHOOK_SOURCES.map(source => [source, ['secret']])),
        rateLimit: { requestsPerSecond: 1, refusalsPerSecond: 1 },
      },
    } as unknown as Parameters<typeof createWebhookRouter>[0]),
  ];
  const layers = routers.flatMap(({ stack }) => stack as Layer[]);
  return layers.flatMap(({ route }) =>
    route
      ? Object.keys(route.methods).map(
          method => `${method} ${route.path.replace(/:(\w+)/g, '{$1}')}`,
        )
      : [],
  );
}
