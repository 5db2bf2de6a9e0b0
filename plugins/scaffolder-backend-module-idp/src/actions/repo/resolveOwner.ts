import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';

/** The owner of a new component. */
export interface ResolvedOwner {
  entityRef: string;
  /** Slug of the GitHub team in the organization, where the group is known to be one. */
  teamSlug?: string;
}

const TEAM_SLUG_ANNOTATION = 'github.com/team-slug';

/** Finds the owner in the catalog as the requesting user sees it. */
export async function resolveOwner(options: {
  catalog: CatalogService;
  credentials: BackstageCredentials;
  owner: string;
  organization: string;
}): Promise<ResolvedOwner> {
  const { catalog, credentials, owner, organization } = options;
  const fix =
    'Choose a group of the catalog, for example "group:default/team-alpha".';
  let entityRef: string;
  try {
    entityRef = stringifyEntityRef(
      parseEntityRef(owner, {
        defaultKind: 'group',
        defaultNamespace: 'default',
      }),
    );
  } catch {
    throw new InputError(`Owner "${owner}" is not an entity reference. ${fix}`);
  }
  if (!/^(group|user):/.test(entityRef)) {
    throw new InputError(`Owner "${owner}" is neither group nor user. ${fix}`);
  }
  const entity = await catalog.getEntityByRef(entityRef, { credentials });
  if (!entity) {
    throw new InputError(
      `Owner "${entityRef}" is not in the catalog, or you may not see it. ${fix}`,
    );
  }
  const [teamOrganization, teamSlug] =
    entity.metadata.annotations?.[TEAM_SLUG_ANNOTATION]?.split('/') ?? [];
  return {
    entityRef,
    ...(teamSlug &&
    teamOrganization.toLowerCase() === organization.toLowerCase()
      ? { teamSlug }
      : {}),
  };
}
