import { SignInPage } from '@backstage/core-components';
import {
  createFrontendModule,
  githubAuthApiRef,
} from '@backstage/frontend-plugin-api';
import { SignInPageBlueprint } from '@backstage/plugin-app-react';

const signInPage = SignInPageBlueprint.make({
  params: {
    loader: async () => props =>
      (
        <SignInPage
          {...props}
          title="OpenPortal"
          align="center"
          providers={[
            {
              id: 'github-auth-provider',
              title: 'GitHub',
              message: 'Sign in with your GitHub account',
              apiRef: githubAuthApiRef,
            },
          ]}
        />
      ),
  },
});

/** Sign-in with GitHub; the account must match a User in the catalog. */
export const signInModule = createFrontendModule({
  pluginId: 'app',
  extensions: [signInPage],
});
