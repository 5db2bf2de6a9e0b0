import { Router } from 'express';
import { createRouter } from '../../routes/createRouter';
import { RouteContext } from '../../routes/RouteContext';

type Layer = {
  route?: { path: string; methods: Record<string, boolean> };
};

/** The routes that the router has, as `get /entities/{name}`. No handler is called, so the context is not looked at. */
export function findRoutes(): string[] {
  const router: Router = createRouter({} as RouteContext);
  return (router.stack as Layer[]).flatMap(({ route }) =>
    route
      ? Object.keys(route.methods).map(
          method => `${method} ${route.path.replace(/:(\w+)/g, '{$1}')}`,
        )
      : [],
  );
}
