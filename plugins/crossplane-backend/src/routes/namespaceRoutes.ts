import {
  BackstageCredentials,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import {
  crossplaneOrderCreatePermission,
  crossplaneOrderUpdatePermission,
} from '@openportal/plugin-crossplane-common';
import type { Router } from 'express';
import { z } from 'zod';
import { NamespaceService } from '../orders/NamespaceService';
import { groupNames } from '../permissions/namespaceRules';
import { clusterName, parseWith, xrdName } from './parseRequest';
import { callerOf, RouteContext } from './RouteContext';

const query = z
  .object({
    cluster: clusterName,
    xrd: xrdName.optional(),
    action: z.enum(['create', 'update']).optional(),
  })
  .strict();

/** Namespaces to order into. */
export function addNamespaceRoutes(
  router: Router,
  context: RouteContext,
  services: { namespaces: NamespaceService; userInfo: UserInfoService },
): void {
  const groupsOf = async (credentials: BackstageCredentials) => {
    if (!context.auth.isPrincipal(credentials, 'user')) {
      return [];
    }
    const { ownershipEntityRefs } = await services.userInfo.getUserInfo(
      credentials,
    );
    return groupNames(ownershipEntityRefs);
  };

  router.get('/namespaces', async (request, response) => {
    const credentials = await callerOf(context, request);
    const asked = parseWith(query, request.query);
    const [groups, mayUse] = await Promise.all([
      groupsOf(credentials),
      context.access.filterUnlessDenied(
        asked.action === 'update'
          ? crossplaneOrderUpdatePermission
          : crossplaneOrderCreatePermission,
        credentials,
      ),
    ]);
    if (!mayUse) {
      // Not even whether there is such a cluster or XRD.
      response.json({ items: [] });
      return;
    }
    response.json(await services.namespaces.list(asked, { groups, mayUse }));
  });
}
