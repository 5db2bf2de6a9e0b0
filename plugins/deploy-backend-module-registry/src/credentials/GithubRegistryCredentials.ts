import {
  DefaultGithubCredentialsProvider,
  GithubCredentialsProvider,
  ScmIntegrationRegistry,
} from '@backstage/integration';
import { basic, RegistryCredentials } from './RegistryCredentials';

/** GitHub's registry, with the credentials that the portal has for GitHub anyway: a token, or those of an App. */
export class GithubRegistryCredentials implements RegistryCredentials {
  readonly #integrations: ScmIntegrationRegistry;
  readonly #host: string;
  #provider: GithubCredentialsProvider;

  constructor(options: {
    integrations: ScmIntegrationRegistry;
    githubHost: string;
  }) {
    this.#integrations = options.integrations;
    this.#host = options.githubHost;
    this.#provider = DefaultGithubCredentialsProvider.fromIntegrations(
      options.integrations,
    );
  }

  async authorization(options: {
    path: string;
    fresh: boolean;
  }): Promise<string | undefined> {
    const token = await this.token(options);
    // The user name does not matter to GitHub.
    return token && basic('x-access-token', token);
  }

  /** The token for an owner of images. */
  async token(options: {
    path: string;
    fresh: boolean;
  }): Promise<string | undefined> {
    if (options.fresh) {
      this.#provider = DefaultGithubCredentialsProvider.fromIntegrations(
        this.#integrations,
      );
    }
    const [owner] = options.path.split('/');
    const { token } = await this.#provider.getCredentials({
      url: `https://${this.#host}/${owner}`,
    });
    return token;
  }
}
