import { LoggerService } from '@backstage/backend-plugin-api';
import { ScmIntegrationRegistry } from '@backstage/integration';
import { AwsCredentialsManager } from '@backstage/integration-aws-node';
import { EcrCredentials } from './credentials/EcrCredentials';
import { GithubRegistryCredentials } from './credentials/GithubRegistryCredentials';
import { basic, RegistryCredentials } from './credentials/RegistryCredentials';
import { EcrApi } from './listings/EcrApi';
import { GithubPackages } from './listings/GithubPackages';
import { Listing } from './listings/Listing';
import { OciRegistry } from './oci/OciRegistry';
import { RegistryHttp } from './oci/RegistryHttp';
import { RegistryConfig } from './readConfig';

/** What registries are signed in to with, beside their own passwords. */
export type SignInSources = {
  integrations: ScmIntegrationRegistry;
  aws: AwsCredentialsManager;
  logger: LoggerService;
};

/** A registry that can be asked. */
export type ConnectedRegistry = {
  http: RegistryHttp;
  oci: OciRegistry;
  listing: Listing;
};

/** Puts together what one entry of the configuration needs. Calls nobody yet. */
export function connectRegistry(
  config: RegistryConfig,
  sources: SignInSources,
): ConnectedRegistry {
  const { credentials, listing } = chooseSignIn(config, sources);
  const http = new RegistryHttp(config, { credentials });
  return { http, oci: new OciRegistry(http), listing };
}

function chooseSignIn(
  config: RegistryConfig,
  { integrations, aws }: SignInSources,
): { credentials?: RegistryCredentials; listing: Listing } {
  const { signIn } = config;
  switch (signIn.kind) {
    case 'anonymous':
      return { listing: {} };
    case 'password': {
      const header = basic(signIn.username, signIn.password);
      return {
        credentials: { authorization: async () => header },
        listing: {},
      };
    }
    case 'ecr': {
      const api = new EcrApi({ ...signIn, credentials: aws });
      return { credentials: new EcrCredentials({ api }), listing: api };
    }
    default: {
      const credentials = new GithubRegistryCredentials({
        integrations,
        githubHost: signIn.githubHost,
      });
      const integration = integrations.github.byHost(signIn.githubHost);
      return {
        credentials,
        listing:
          integration?.config.apiBaseUrl === undefined
            ? {}
            : new GithubPackages({
                apiBaseUrl: integration.config.apiBaseUrl,
                credentials,
              }),
      };
    }
  }
}
