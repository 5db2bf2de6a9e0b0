import { createHash } from 'node:crypto';
import { ClusterObjects, JsonObject, KubernetesObject } from '../kubernetes';
import { referenceOf } from '../kubernetes/ClusterObjects';
import { stringAt, valueAt } from '../kubernetes/types';
import { Controller, timestamp } from './Controller';

const MANAGER = 'kube-controller-manager';

/** A stable address for an object. */
function addressOf(object: KubernetesObject): string {
  const digest = createHash('sha256')
    .update(object.metadata.uid ?? '')
    .digest();
  return `10.43.${digest[0]}.${1 + (digest[1] % 254)}`;
}

const LOAD_BALANCER: JsonObject = {
  loadBalancer: { ingress: [{ hostname: 'localhost' }] },
};

/** What the status of a kind becomes as soon as the object exists. */
const STATUSES: Array<{
  apiVersion: string;
  kind: string;
  status(object: KubernetesObject): JsonObject | undefined;
}> = [
  {
    apiVersion: 'v1',
    kind: 'Service',
    status: object =>
      stringAt(object, 'spec', 'type') === 'LoadBalancer'
        ? LOAD_BALANCER
        : { loadBalancer: {} },
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    status: () => LOAD_BALANCER,
  },
  {
    apiVersion: 'batch/v1',
    kind: 'Job',
    status: object =>
      object.status?.succeeded
        ? undefined
        : {
            succeeded: 1,
            startTime: timestamp(),
            completionTime: timestamp(),
            conditions: [{ type: 'Complete', status: 'True' }],
          },
  },
];

/** Fills in the status of kinds that nothing happens to in a sandbox. */
export class SimpleStatusController implements Controller {
  readonly name: string;
  readonly #objects: ClusterObjects;

  constructor(options: { cluster: string; objects: ClusterObjects }) {
    this.name = `simple statuses of ${options.cluster}`;
    this.#objects = options.objects;
  }

  async pass(): Promise<undefined> {
    for (const { apiVersion, kind, status } of STATUSES) {
      for (const object of this.#objects.list({ apiVersion, kind })) {
        const next = status(object);
        if (next) {
          this.#objects.updateStatus(referenceOf(object), next, MANAGER);
        }
      }
    }
    for (const service of this.#objects.list({
      apiVersion: 'v1',
      kind: 'Service',
    })) {
      if (valueAt(service, 'spec', 'clusterIP') === undefined) {
        this.#objects.apply(
          {
            ...identityOf(service),
            spec: { clusterIP: addressOf(service) },
          },
          { fieldManager: MANAGER },
        );
      }
    }
    return undefined;
  }
}

function identityOf(object: KubernetesObject): KubernetesObject {
  const { name, namespace } = object.metadata;
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: { name, namespace },
  };
}
