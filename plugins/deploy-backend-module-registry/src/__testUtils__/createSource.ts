import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { DefaultAwsCredentialsManager } from '@backstage/integration-aws-node';
import { readRegistriesConfig } from '../readConfig';
import { RegistryArtifactSource } from '../RegistryArtifactSource';

/** A source as the module makes it from this configuration. */
export function createSource(
  registry: object,
  more: object = {},
): RegistryArtifactSource {
  const config = new ConfigReader({
    deploy: { registries: [registry] },
    ...more,
  });
  return new RegistryArtifactSource({
    registries: readRegistriesConfig(config),
    integrations: ScmIntegrations.fromConfig(config),
    aws: DefaultAwsCredentialsManager.fromConfig(config),
    logger: mockServices.logger.mock(),
  });
}
