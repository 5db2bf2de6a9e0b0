import { InputError } from '@backstage/errors';
import { OrderRef } from '@openportal/plugin-crossplane-common';
import {
  OrdersConfig,
  orderFilePath,
} from '@openportal/plugin-crossplane-node';
import {
  ANNOTATION_GITOPS_REPOSITORY,
  ANNOTATION_MANIFEST_PATH,
} from '@openportal/plugin-deploy-common';
import { DeployTarget } from '@openportal/plugin-deploy-node';
import { OrderedKind } from './readConfig';

/** Where the file of an order is. */
export type OrderPlace = {
  host: string;
  owner: string;
  repo: string;
  /** Undefined: the default branch of the repository. */
  branch?: string;
  path: string;
};

/**
 * Finds the file of an order: in the repository that the entity names by `openportal.dev/gitops-repo`, which the deploy
 * plugin has checked, else in the one of its kind, else in that of all orders. In a repository of orders it has the path
 * of an order, unless the entity says another; in others it is `<name>.yaml` in the folder of the manifests, or the
 * file that `openportal.dev/manifest-path` names.
 */
export function locateOrder(
  target: DeployTarget,
  order: { kind: OrderedKind; ref: OrderRef },
  orders: OrdersConfig,
): OrderPlace {
  const { kind, ref } = order;
  const named = namedRepository(target);
  const repository = named
    ? `${named.owner}/${named.name}`
    : kind.repository ?? orders.repository;
  const host = named?.host ?? orders.host;
  const holdsOrders =
    host === orders.host &&
    orders.allowedRepositories.some(
      allowed => allowed.toLowerCase() === repository.toLowerCase(),
    );
  const [owner, repo] = repository.split('/');
  const isOwnPath =
    named !== undefined &&
    (!holdsOrders ||
      target.annotations[ANNOTATION_MANIFEST_PATH] !== undefined);
  return {
    host,
    owner,
    repo,
    branch: holdsOrders ? orders.baseBranch : target.branch,
    path: isOwnPath
      ? fileIn(target.manifestPath, ref.name)
      : orderFilePath(
          { path: kind.path ?? orders.path },
          ref,
          kind.resource.plural,
        ),
  };
}

function namedRepository({
  annotations,
  entityRef,
  repository,
}: DeployTarget): DeployTarget['repository'] {
  const text = annotations[ANNOTATION_GITOPS_REPOSITORY];
  if (text === undefined) {
    // The repository of the source code is not where orders are.
    return undefined;
  }
  if (!repository) {
    throw new InputError(
      `The portal does not use '${text}' for '${entityRef}'; correct the annotation ${ANNOTATION_GITOPS_REPOSITORY}, or ask who runs the portal to add it to deploy.trustedRepositories`,
    );
  }
  return repository;
}

function fileIn(manifestPath: string, name: string): string {
  return /\.ya?ml$/.test(manifestPath)
    ? manifestPath
    : `${manifestPath}/${name}.yaml`;
}
