import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { ScmIntegrations } from '@backstage/integration';
import { DatabaseGithubLimits } from '@openportal/github-node';
import {
  deployAdaptersExtensionPoint,
  deployWebhooksExtensionPoint,
} from '@openportal/plugin-deploy-node';
import { GithubAccess } from './access/GithubAccess';
import { GithubArtifactSource } from './artifacts/GithubArtifactSource';
import { BranchDesiredState } from './BranchDesiredState';
import { GithubSourceHistory } from './history/GithubSourceHistory';
import { JobDesiredState } from './JobDesiredState';
import { ManifestDesiredState } from './ManifestDesiredState';
import { GithubDeploymentNotifier } from './notifier/GithubDeploymentNotifier';
import { GithubDeploymentsObserver } from './observer/GithubDeploymentsObserver';
import { GithubActionsPipelines } from './pipelines/GithubActionsPipelines';
import {
  readDefaultHost,
  readDeploymentStatuses,
  readJobs,
  readReleases,
  readWriteSpacing,
} from './readConfig';
import { GithubRedelivery } from './webhooks/GithubRedelivery';
import { readHookOwners } from './webhooks/readRedeliveryConfig';

// Another replica was refused: this one may be refused once more within a second.
const LOOK_EVERY_MS = 1000;

/**
 * Adds GitHub to the deploy plugin: desired state in manifests, in branches and by workflows, deployments, releases,
 * builds and the history of the source.
 *
 * @public
 */
export const deployModuleGithub = createBackendModule({
  pluginId: 'deploy',
  moduleId: 'github',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        database: coreServices.database,
        logger: coreServices.logger,
        adapters: deployAdaptersExtensionPoint,
        webhooks: deployWebhooksExtensionPoint,
      },
      async init({ config, database, logger, adapters, webhooks }) {
        const integrations = ScmIntegrations.fromConfig(config);
        const host = readDefaultHost(config);
        const limits = await DatabaseGithubLimits.create(database, {
          writeSpacingMs: readWriteSpacing(config),
          lookEveryMs: LOOK_EVERY_MS,
        });
        const access = new GithubAccess({
          integrations,
          defaultHost: host,
          logger,
          limits,
        });
        webhooks.addRedelivery(
          new GithubRedelivery({
            integrations,
            host,
            owners: readHookOwners(config),
            logger,
            limits,
          }),
        );
        adapters.addDesiredState(new ManifestDesiredState({ access }));
        adapters.addDesiredState(new BranchDesiredState({ access, logger }));
        adapters.addDesiredState(
          new JobDesiredState({ access, definitions: readJobs(config) }),
        );
        adapters.addObserver(new GithubDeploymentsObserver({ access }));
        adapters.addSourceHistory(new GithubSourceHistory({ access }));
        adapters.addPipelineSource(new GithubActionsPipelines({ access }));
        const releases = readReleases(config, 'releases');
        if (releases.length > 0) {
          adapters.addArtifactSource(
            GithubArtifactSource.releases({ access, definitions: releases }),
          );
        }
        const runArtifacts = readReleases(config, 'runArtifacts');
        if (runArtifacts.length > 0) {
          adapters.addArtifactSource(
            GithubArtifactSource.runArtifacts({
              access,
              definitions: runArtifacts,
            }),
          );
        }
        if (readDeploymentStatuses(config)) {
          adapters.addNotifier(
            new GithubDeploymentNotifier({
              access,
              logger,
              baseUrl: config.getOptionalString('app.baseUrl'),
            }),
          );
        }
      },
    });
  },
});
