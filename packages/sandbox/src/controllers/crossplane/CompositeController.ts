import { createHash } from 'node:crypto';
import { ClusterObjects, JsonObject, KubernetesObject } from '../../kubernetes';
import { referenceOf } from '../../kubernetes/ClusterObjects';
import { isJsonObject, objectsAt, stringAt } from '../../kubernetes/types';
import { Condition, findCondition, withConditions } from '../conditions';
import {
  Controller,
  messageOf,
  ownerReferenceTo,
  reconcileAll,
} from '../Controller';
import { ClaimBinder } from './ClaimBinder';
import { Definition, parseDefinition } from './definition';
import { recordEvent } from './events';
import {
  ComposedTemplate,
  composeResource,
  parseResourcesInput,
  patchComposite,
} from './patchAndTransform';
import { isComposedReady } from './readiness';
import { machinery, selectComposition } from './selectComposition';
import { compositionOf, selectRevision } from './selectRevision';

const MANAGER = 'apiextensions.crossplane.io/composite';
const RESOURCE_NAME = 'crossplane.io/composition-resource-name';

/** On a composite resource: lets the provider of what it is made of fail. */
export const FAIL_ANNOTATION = 'sandbox.openportal.dev/fail';

/** Makes composite resources of their compositions. */
export class CompositeController implements Controller {
  readonly name = 'crossplane composites';
  readonly #objects: ClusterObjects;
  readonly #claims: ClaimBinder;
  readonly #tempo: number;

  constructor(options: { objects: ClusterObjects; tempo: number }) {
    this.#objects = options.objects;
    this.#claims = new ClaimBinder(options);
    this.#tempo = options.tempo;
  }

  async pass(): Promise<number | undefined> {
    const established = this.#objects
      .list({
        apiVersion: 'apiextensions.crossplane.io/v1',
        kind: 'CompositeResourceDefinition',
      })
      .filter(
        object => findCondition(object, 'Established')?.status === 'True',
      );
    return reconcileAll(established, object => {
      const definition = parseDefinition(object);
      this.#claims.bindAll(definition);
      const composites = this.#objects.list({
        apiVersion: definition.apiVersion,
        kind: definition.spec.names.kind,
      });
      return reconcileAll(composites, composite => {
        const isDone =
          composite.metadata.deletionTimestamp ||
          this.#reconcile(definition, composite);
        return isDone ? undefined : this.#tempo * 10;
      });
    });
  }

  #reconcile(definition: Definition, composite: KubernetesObject): boolean {
    try {
      const composition = selectComposition(
        this.#objects,
        definition,
        composite,
      );
      const revision = selectRevision(
        this.#objects,
        definition,
        composite,
        composition,
      );
      const templates = this.#templates(revision);
      const composed = templates.map(template =>
        this.#compose(template, composite),
      );
      this.#removeSurplus(definition, composite, composed);
      this.#writeReferences(definition, composite, revision, composed);
      this.#writeStatus(composite, templates, composed);
      return true;
    } catch (error) {
      const message = messageOf(error);
      recordEvent(this.#objects, composite, {
        type: 'Warning',
        reason: 'ComposeResources',
        message,
      });
      this.#report(composite, composite.status ?? {}, [
        {
          type: 'Synced',
          status: 'False',
          reason: 'ReconcileError',
          message,
        },
      ]);
      return false;
    }
  }

  /** The templates of all steps of a composition's pipeline. */
  #templates(revision: KubernetesObject): ComposedTemplate[] {
    return objectsAt(revision, 'spec', 'pipeline').flatMap(step => {
      const name = stringAt(step, 'functionRef', 'name') ?? '';
      const installed = this.#objects.get({
        apiVersion: 'pkg.crossplane.io/v1',
        kind: 'Function',
        name,
      });
      if (!installed) {
        throw new Error(
          `cannot compose resources: cannot run Composition pipeline step "${step.step}": cannot find an active FunctionRevision (function "${name}" is not installed)`,
        );
      }
      // Other functions than patch-and-transform are not run in a sandbox.
      return stringAt(step, 'input', 'kind') === 'Resources'
        ? parseResourcesInput(step.input)
        : [];
    });
  }

  #compose(
    template: ComposedTemplate,
    composite: KubernetesObject,
  ): KubernetesObject {
    const made = composeResource(template, composite);
    const { apiVersion, kind } = made;
    if (typeof apiVersion !== 'string' || typeof kind !== 'string') {
      throw new Error(
        `cannot compose resources: resource "${template.name}" has no apiVersion or kind`,
      );
    }
    const hash = createHash('sha256')
      .update(`${composite.metadata.uid}/${template.name}`)
      .digest('hex')
      .slice(0, 12);
    const metadata: JsonObject = isJsonObject(made.metadata)
      ? made.metadata
      : {};
    const annotations = isJsonObject(metadata.annotations)
      ? metadata.annotations
      : {};
    const failure = composite.metadata.annotations?.[FAIL_ANNOTATION];
    return this.#objects.apply(
      {
        ...made,
        apiVersion,
        kind,
        metadata: {
          name: `${composite.metadata.name}-${hash}`,
          ...metadata,
          ...(composite.metadata.namespace
            ? { namespace: composite.metadata.namespace }
            : {}),
          labels: {
            ...(isJsonObject(metadata.labels)
              ? (metadata.labels as Record<string, string>)
              : {}),
            'crossplane.io/composite': composite.metadata.name ?? '',
          },
          annotations: {
            ...(annotations as Record<string, string>),
            [RESOURCE_NAME]: template.name,
            ...(failure ? { [FAIL_ANNOTATION]: failure } : {}),
          },
          ownerReferences: [ownerReferenceTo(composite)],
        },
      },
      { fieldManager: MANAGER },
    );
  }

  #removeSurplus(
    definition: Definition,
    composite: KubernetesObject,
    composed: KubernetesObject[],
  ) {
    const kept = new Set(
      composed.map(({ kind, metadata }) => `${kind}/${metadata.name}`),
    );
    for (const reference of objectsAt(
      { settings: machinery(definition, composite) },
      'settings',
      'resourceRefs',
    )) {
      const { apiVersion, kind, name } = reference;
      if (!kept.has(`${kind}/${name}`)) {
        this.#objects.delete({
          apiVersion: String(apiVersion),
          kind: String(kind),
          namespace: composite.metadata.namespace,
          name: String(name),
        });
      }
    }
  }

  #writeReferences(
    definition: Definition,
    composite: KubernetesObject,
    revision: KubernetesObject,
    composed: KubernetesObject[],
  ) {
    const fields = {
      compositionRef: { name: compositionOf(revision) },
      compositionRevisionRef: { name: revision.metadata.name },
      resourceRefs: composed.map(({ apiVersion, kind, metadata }) => ({
        apiVersion,
        kind,
        name: metadata.name,
      })),
    };
    const { apiVersion, kind, metadata } = composite;
    this.#objects.apply(
      {
        apiVersion,
        kind,
        metadata: { name: metadata.name, namespace: metadata.namespace },
        spec: definition.isLegacy ? fields : { crossplane: fields },
      },
      { fieldManager: MANAGER },
    );
  }

  #writeStatus(
    composite: KubernetesObject,
    templates: ComposedTemplate[],
    composed: KubernetesObject[],
  ) {
    const patched: KubernetesObject = structuredClone({
      ...composite,
      status: composite.status ?? {},
    });
    templates.forEach((template, index) =>
      patchComposite(template, composed[index], patched),
    );
    const unready = templates.filter(
      ({ readinessChecks }, index) =>
        !isComposedReady(composed[index], readinessChecks),
    );
    const isReady = unready.length === 0;
    recordEvent(this.#objects, composite, {
      type: 'Normal',
      reason: 'ComposeResources',
      message: 'Successfully composed resources',
    });
    this.#report(composite, patched.status ?? {}, [
      { type: 'Synced', status: 'True', reason: 'ReconcileSuccess' },
      {
        type: 'Ready',
        status: isReady ? 'True' : 'False',
        reason: isReady ? 'Available' : 'Creating',
        message: isReady
          ? ''
          : `Unready resources: ${unready.map(({ name }) => name).join(', ')}`,
      },
    ]);
  }

  #report(
    composite: KubernetesObject,
    status: JsonObject,
    conditions: Condition[],
  ) {
    const observed = this.#objects.get(referenceOf(composite));
    this.#objects.updateStatus(
      referenceOf(composite),
      {
        ...status,
        conditions: withConditions(
          composite.status,
          conditions.map(condition => ({
            ...condition,
            observedGeneration: observed?.metadata.generation,
          })),
        ),
      },
      MANAGER,
    );
  }
}
