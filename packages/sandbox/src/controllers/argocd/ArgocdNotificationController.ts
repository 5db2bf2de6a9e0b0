import { parse } from 'yaml';
import { ClusterObjects, KubernetesObject } from '../../kubernetes';
import {
  isJsonObject,
  objectsAt,
  stringAt,
  valueAt,
} from '../../kubernetes/types';
import { Controller, reconcileAll } from '../Controller';
import { Postman } from '../notifications/Postman';
import { readSecret } from '../notifications/readSecret';
import { argocdNamespace } from './application';
import { renderGoTemplate } from './goTemplate';
import { fieldAt, isTriggered } from './trigger';

const CONFIGURATION = 'argocd-notifications-cm';
const SECRET = 'argocd-notifications-secret';
const SUBSCRIPTION = /^notifications\.argoproj\.io\/subscribe\.([^.]+)\.(.+)$/;

/**
 * Argo CD's notifications-controller, with services of the type webhook. Configured as the real one: services,
 * templates and triggers in the ConfigMap `argocd-notifications-cm`, values in `argocd-notifications-secret`,
 * subscriptions by annotations of Applications or by the key `subscriptions`.
 */
export class ArgocdNotificationController implements Controller {
  readonly name = 'argocd notifications';
  readonly #objects: ClusterObjects;
  readonly #postman: Postman;
  readonly #sent = new Set<string>();

  constructor(options: { objects: ClusterObjects; postman: Postman }) {
    this.#objects = options.objects;
    this.#postman = options.postman;
  }

  async pass(): Promise<number | undefined> {
    const configuration = this.#objects.get({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      namespace: argocdNamespace,
      name: CONFIGURATION,
    });
    if (!configuration) {
      return undefined;
    }
    const applications = this.#objects.list({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      namespace: argocdNamespace,
    });
    return reconcileAll(applications, application => {
      for (const [trigger, service] of subscriptions(
        application,
        configuration,
      )) {
        this.#check(application, configuration, trigger, service);
      }
      return undefined;
    });
  }

  #check(
    application: KubernetesObject,
    configuration: KubernetesObject,
    trigger: string,
    service: string,
  ): void {
    const conditions: unknown = readYaml(configuration, `trigger.${trigger}`);
    for (const condition of Array.isArray(conditions) ? conditions : []) {
      const when = stringAt(condition, 'when') ?? '';
      const oncePer = stringAt(condition, 'oncePer');
      const templates = valueAt(condition, 'send');
      const triggered = isTriggered(when, application);
      for (const template of Array.isArray(templates) ? templates : []) {
        const key = [
          application.metadata.uid,
          trigger,
          service,
          template,
          oncePer === undefined
            ? ''
            : String(fieldAt(application, oncePer) ?? ''),
        ].join(' ');
        if (!triggered) {
          // What ended may begin again; with `oncePer` only for another value.
          if (oncePer === undefined) {
            this.#sent.delete(key);
          }
        } else if (!this.#sent.has(key)) {
          this.#sent.add(key);
          this.#send(application, configuration, service, String(template));
        }
      }
    }
  }

  #send(
    application: KubernetesObject,
    configuration: KubernetesObject,
    service: string,
    template: string,
  ): void {
    const target = readYaml(configuration, `service.webhook.${service}`);
    const message = valueAt(
      readYaml(configuration, `template.${template}`),
      'webhook',
      service,
    );
    const url = stringAt(target, 'url');
    if (url === undefined || !isJsonObject(message)) {
      return;
    }
    const render = (text: string) =>
      renderGoTemplate(text, { app: application }, { failOnMissing: false });
    this.#postman.send({
      url: `${this.#fillIn(url)}${render(stringAt(message, 'path') ?? '')}`,
      method: stringAt(message, 'method') ?? 'GET',
      headers: Object.fromEntries(
        objectsAt(target, 'headers').map(({ name, value }) => [
          String(name),
          this.#fillIn(String(value)),
        ]),
      ),
      body: render(stringAt(message, 'body') ?? ''),
    });
  }

  /** Puts values of the secret where `$name` stands. */
  #fillIn(text: string): string {
    return text.replace(
      /\$([\w.-]+)/g,
      (whole, key: string) =>
        readSecret(this.#objects, argocdNamespace, SECRET, key) ?? whole,
    );
  }
}

/** Pairs of a trigger and a service of the type webhook. */
function subscriptions(
  application: KubernetesObject,
  configuration: KubernetesObject,
): [trigger: string, service: string][] {
  const own = Object.keys(application.metadata.annotations ?? {}).flatMap(
    (key): [string, string][] => {
      const match = SUBSCRIPTION.exec(key);
      return match ? [[match[1], match[2]]] : [];
    },
  );
  const shared = readYaml(configuration, 'subscriptions');
  const forAll = (Array.isArray(shared) ? shared : []).flatMap(
    (item): [string, string][] => {
      const names = (key: string) => {
        const value = valueAt(item, key);
        return Array.isArray(value) ? value.map(String) : [];
      };
      return names('triggers').flatMap(trigger =>
        names('recipients').map((recipient): [string, string] => [
          trigger,
          recipient.replace(/^webhook:/, ''),
        ]),
      );
    },
  );
  return [...own, ...forAll];
}

function readYaml(configuration: KubernetesObject, key: string): unknown {
  const data = valueAt(configuration, 'data');
  const text = isJsonObject(data) ? data[key] : undefined;
  return typeof text === 'string' ? parse(text) : undefined;
}
