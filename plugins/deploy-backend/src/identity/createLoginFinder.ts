import { AuthService } from '@backstage/backend-plugin-api';
import { parseEntityRef } from '@backstage/catalog-model';
import { CatalogService } from '@backstage/plugin-catalog-node';

const ANNOTATION_GITHUB_LOGIN = 'github.com/user-login';

/**
 * Finds the logins of a user at the git host: the annotation of the catalog's user, and the name itself.
 * Both count, so that nobody approves their own change under the other.
 */
export function createLoginFinder(options: {
  auth: AuthService;
  catalog: CatalogService;
}): (userEntityRef: string) => Promise<string[]> {
  const { auth, catalog } = options;
  return async userEntityRef => {
    if (!/^user:/i.test(userEntityRef)) {
      return [];
    }
    const user = await catalog.getEntityByRef(userEntityRef, {
      credentials: await auth.getOwnServiceCredentials(),
    });
    const login = user?.metadata.annotations?.[ANNOTATION_GITHUB_LOGIN];
    const { name } = parseEntityRef(userEntityRef);
    return login === undefined ? [name] : [name, login];
  };
}
