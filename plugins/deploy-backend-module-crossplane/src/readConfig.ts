import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { ClusterDetails, ResourceType } from '@openportal/kubernetes-node';
import {
  OrdersConfig,
  readOrdersConfig,
} from '@openportal/plugin-crossplane-node';
import { findClusters } from '@openportal/plugin-deploy-node/kubernetes';

/** A kind that applications run as. */
export interface OrderedKind {
  /** Name of the XRD. */
  xrd: string;
  resource: ResourceType;
  clusterScoped: boolean;
  /** Where the version stands, and whether the whole image or its tag stands there. */
  field: { path: string[]; holds: 'image' | 'tag' };
  /** `owner/name` of the repository that its orders are in, where that is not the one of all orders. */
  repository?: string;
  /** Template of the path of its orders, where that is not the one of all orders. */
  path?: string;
}

/** Which kinds in which clusters. */
export interface CrossplaneDeployConfig {
  clusters: ClusterDetails[];
  kinds: OrderedKind[];
  /** Undefined: resources are observed and not changed. */
  orders?: OrdersConfig;
}

const XRD =
  /^([a-z][a-z0-9-]{0,62})\.([a-z0-9](?:[a-z0-9.-]{0,188}[a-z0-9])?)$/;
const VERSION = /^v[0-9]+(?:(?:alpha|beta)[0-9]+)?$/;
const FIELD = /^spec(?:\.[A-Za-z][A-Za-z0-9]*)+$/;

function readKind(
  config: Config,
  key: string,
  orders: OrdersConfig | undefined,
): OrderedKind {
  const xrd = config.getString('xrd');
  const [, plural, group] = XRD.exec(xrd) ?? [];
  if (!plural || !group) {
    throw new InputError(
      `${key}.xrd is '${xrd}': write the name of the XRD, <plural>.<group>`,
    );
  }
  const version = config.getString('version');
  if (!VERSION.test(version)) {
    throw new InputError(
      `${key}.version is '${version}': write a version of the API, for example v1alpha1`,
    );
  }
  const image = config.getOptionalString('image');
  const tag = config.getOptionalString('tag');
  const field = image ?? tag;
  if (field === undefined || (image !== undefined && tag !== undefined)) {
    throw new InputError(
      `${key} needs either 'image' or 'tag': the field of '${xrd}' that says what runs`,
    );
  }
  if (!FIELD.test(field)) {
    throw new InputError(
      `${key} names the field '${field}': write a path below spec, for example spec.image`,
    );
  }
  return {
    xrd,
    resource: { group, version, plural },
    clusterScoped: config.getOptionalBoolean('clusterScoped') ?? false,
    field: {
      path: field.split('.'),
      holds: image === undefined ? 'tag' : 'image',
    },
    ...readPlace(config, key, orders),
  };
}

/** Where the orders of a kind are, as its XRD may say it too: the cluster is not asked for that. */
function readPlace(
  config: Config,
  key: string,
  orders: OrdersConfig | undefined,
): Pick<OrderedKind, 'repository' | 'path'> {
  const repository = config.getOptionalString('repository');
  const path = config.getOptionalString('path');
  if (
    repository !== undefined &&
    !orders?.allowedRepositories.includes(repository)
  ) {
    throw new InputError(
      `${key}.repository is '${repository}', which is none of the repositories of orders; add it to idp.orders.allowedRepositories`,
    );
  }
  const missing = ['{namespace}', '{name}'].find(
    placeholder => path !== undefined && !path.includes(placeholder),
  );
  if (missing) {
    throw new InputError(
      `${key}.path is '${path}', which lacks ${missing}: write it like namespaces/{namespace}/{plural}/{name}.yaml`,
    );
  }
  return { repository, path };
}

/** Reads `deploy.crossplane`; undefined when there is none. */
export function readCrossplaneDeployConfig(
  config: Config,
): CrossplaneDeployConfig | undefined {
  const crossplane = config.getOptionalConfig('deploy.crossplane');
  if (!crossplane) {
    return undefined;
  }
  const orders = readOrdersConfig(config);
  const kinds = crossplane
    .getConfigArray('kinds')
    .map((kind, index) =>
      readKind(kind, `deploy.crossplane.kinds[${index}]`, orders),
    );
  for (const [index, { xrd }] of kinds.entries()) {
    if (kinds.findIndex(kind => kind.xrd === xrd) !== index) {
      throw new InputError(
        `deploy.crossplane.kinds[${index}].xrd is '${xrd}', which is named twice`,
      );
    }
  }
  const names = crossplane.getStringArray('clusters');
  if (names.length === 0) {
    throw new InputError(
      'deploy.crossplane.clusters is empty: name at least one cluster, or leave deploy.crossplane out',
    );
  }
  return {
    clusters: findClusters(config, 'deploy.crossplane.clusters', names),
    kinds,
    orders,
  };
}
