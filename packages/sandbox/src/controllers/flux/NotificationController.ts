import { createHmac } from 'node:crypto';
import { ClusterObjects, KubernetesObject } from '../../kubernetes';
import { objectsAt, stringAt, valueAt } from '../../kubernetes/types';
import { Controller, timestamp } from '../Controller';
import { findCondition } from '../conditions';
import { Postman } from '../notifications/Postman';
import { readSecret } from '../notifications/readSecret';

const NOTIFICATION_VERSION = 'notification.toolkit.fluxcd.io/v1beta3';

/** Kinds that report, with the name of the controller that does it for them. */
const reporting = [
  {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
    controller: 'source-controller',
  },
  {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    controller: 'kustomize-controller',
  },
];

/**
 * Flux's notification-controller: sends what happens to sources and Kustomizations to the Providers of the Alerts that
 * watch them. Providers of the types `generic` and `generic-hmac` are known here.
 */
export class NotificationController implements Controller {
  readonly name = 'flux notifications';
  readonly #objects: ClusterObjects;
  readonly #postman: Postman;
  /** What was last said of each object. */
  readonly #told = new Map<string, string>();

  constructor(options: { objects: ClusterObjects; postman: Postman }) {
    this.#objects = options.objects;
    this.#postman = options.postman;
  }

  async pass(): Promise<undefined> {
    for (const { apiVersion, kind, controller } of reporting) {
      for (const object of this.#objects.list({ apiVersion, kind })) {
        this.#report(object, controller);
      }
    }
    return undefined;
  }

  #report(object: KubernetesObject, controller: string): void {
    const ready = findCondition(object, 'Ready');
    if (!ready || ready.status === 'Unknown') {
      return;
    }
    const news = `${ready.status} ${ready.reason} ${ready.message}`;
    const key = `${object.kind}/${object.metadata.uid}`;
    if (this.#told.get(key) === news) {
      return;
    }
    this.#told.set(key, news);
    const severity = ready.status === 'True' ? 'info' : 'error';
    const revision =
      stringAt(object, 'status', 'lastAttemptedRevision') ??
      stringAt(object, 'status', 'artifact', 'revision');
    const { name, namespace, uid, resourceVersion } = object.metadata;
    const body = JSON.stringify({
      involvedObject: {
        kind: object.kind,
        namespace,
        name,
        uid,
        apiVersion: object.apiVersion,
        resourceVersion,
      },
      severity,
      timestamp: timestamp(),
      message: ready.message,
      reason: ready.reason,
      metadata: revision === undefined ? {} : { revision },
      reportingController: controller,
      reportingInstance: `${controller}-sandbox`,
    });
    for (const alert of this.#alertsOn(object, severity)) {
      this.#send(alert, body, controller);
    }
  }

  #alertsOn(object: KubernetesObject, severity: string): KubernetesObject[] {
    return this.#objects
      .list({ apiVersion: NOTIFICATION_VERSION, kind: 'Alert' })
      .filter(alert => {
        const wanted = stringAt(alert, 'spec', 'eventSeverity') ?? 'info';
        return (
          valueAt(alert, 'spec', 'suspend') !== true &&
          (wanted === 'info' || wanted === severity) &&
          objectsAt(alert, 'spec', 'eventSources').some(
            source =>
              source.kind === object.kind &&
              [object.metadata.name, '*'].includes(String(source.name)) &&
              (source.namespace ?? alert.metadata.namespace) ===
                object.metadata.namespace,
          )
        );
      });
  }

  #send(alert: KubernetesObject, body: string, controller: string): void {
    const { namespace = '' } = alert.metadata;
    const provider = this.#objects.get({
      apiVersion: NOTIFICATION_VERSION,
      kind: 'Provider',
      namespace,
      name: stringAt(alert, 'spec', 'providerRef', 'name') ?? '',
    });
    const type = provider && stringAt(provider, 'spec', 'type');
    if (!provider || !type || !['generic', 'generic-hmac'].includes(type)) {
      return;
    }
    const secretName = stringAt(provider, 'spec', 'secretRef', 'name');
    const secret = (key: string) =>
      secretName === undefined
        ? undefined
        : readSecret(this.#objects, namespace, secretName, key);
    const url = secret('address') ?? stringAt(provider, 'spec', 'address');
    const token = secret('token');
    if (url === undefined || (type === 'generic-hmac' && !token)) {
      return;
    }
    this.#postman.send({
      url,
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'Gotk-Component': controller,
        ...(type === 'generic-hmac' && token
          ? {
              'X-Signature': `sha256=${createHmac('sha256', token)
                .update(body)
                .digest('hex')}`,
            }
          : {}),
      },
      body,
    });
  }
}
