import { LoggerService } from '@backstage/backend-plugin-api';
import { DefaultKubernetesClient } from '@openportal/kubernetes-node';
import { ArgocdApi } from './ArgocdApi';
import { ArgocdObserver } from './ArgocdObserver';
import { KubernetesApplications } from './KubernetesApplications';
import { ArgocdConfig } from './readConfig';
import { RestApplications } from './RestApplications';

/** The observer that the configuration asks for. */
export function createObserver(
  config: ArgocdConfig,
  logger: LoggerService,
): ArgocdObserver {
  const { namespace, url } = config;
  if ('api' in config && !isPrivate(new URL(config.api.url))) {
    logger.warn(
      `deploy.argocd.api.url is '${config.api.url}', so the token can be read on its way there; use https`,
    );
  }
  return new ArgocdObserver({
    applications:
      'api' in config
        ? new RestApplications({
            api: new ArgocdApi(config.api),
            appNamespace: namespace,
            project: config.api.project,
            logger,
          })
        : new KubernetesApplications({
            client: DefaultKubernetesClient.create(config.cluster),
            namespace,
            logger,
          }),
    pageOf: name => url && `${url}/applications/${namespace}/${name}`,
  });
}

/** Whether nobody on the way can read what is sent there. */
function isPrivate({ protocol, hostname }: URL): boolean {
  return (
    protocol === 'https:' ||
    ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  );
}
