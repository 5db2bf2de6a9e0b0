import { AuthService } from '@backstage/backend-plugin-api';
import { parseEntityRef } from '@backstage/catalog-model';
import { CatalogService } from '@backstage/plugin-catalog-node';

const ANNOTATION_GITHUB_LOGIN = 'github.com/user-login';

/** The logins at the git host by which a requester could review. */
export type RequesterLogins = {
  logins: string[];
  /** Whether these are all. Where they are not, any reviewer might be the requester. */
  complete: boolean;
};

/**
 * Finds the logins of a requester at the git host: the annotation of the catalog's user, and the name itself.
 * Both count, so that nobody approves their own change under the other. The name alone proves nothing: people
 * may be called otherwise at the git host.
 */
export function createLoginFinder(options: {
  auth: AuthService;
  catalog: CatalogService;
}): (requestedBy: string) => Promise<RequesterLogins> {
  const { auth, catalog } = options;
  return async requestedBy => {
    if (!/^user:/i.test(requestedBy)) {
      // A program has no login to review with.
      return { logins: [], complete: true };
    }
    const user = await catalog.getEntityByRef(requestedBy, {
      credentials: await auth.getOwnServiceCredentials(),
    });
    const login = user?.metadata.annotations?.[
      ANNOTATION_GITHUB_LOGIN
    ]?.trim().replace(/^@/, '');
    const { name } = parseEntityRef(requestedBy);
    return login
      ? { logins: [name, login], complete: true }
      : { logins: [name], complete: false };
  };
}
