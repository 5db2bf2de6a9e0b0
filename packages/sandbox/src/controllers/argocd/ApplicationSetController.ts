import { z } from 'zod';
import { ClusterObjects, KubernetesObject } from '../../kubernetes';
import { referenceOf } from '../../kubernetes/ClusterObjects';
import { isJsonObject, valueAt } from '../../kubernetes/types';
import { withConditions } from '../conditions';
import {
  Controller,
  isOwnedBy,
  messageOf,
  ownerReferenceTo,
  reconcileAll,
} from '../Controller';
import { argocdNamespace } from './application';
import { generate, GeneratorContext } from './generators';
import {
  renderEverywhere,
  renderGoTemplate,
  renderPlainTemplate,
} from './goTemplate';

const MANAGER = 'argocd-applicationset-controller';
const FINALIZER = 'resources-finalizer.argocd.argoproj.io';

const specSchema = z.looseObject({
  goTemplate: z.boolean().optional(),
  goTemplateOptions: z.array(z.string()).optional(),
  generators: z.array(z.record(z.string(), z.unknown())),
  template: z.record(z.string(), z.unknown()),
  syncPolicy: z
    .looseObject({
      preserveResourcesOnDeletion: z.boolean().optional(),
      applicationsSync: z.string().optional(),
    })
    .optional(),
});

type Spec = z.infer<typeof specSchema>;

/** Keeps one Application for every parameter set of an ApplicationSet. */
export class ApplicationSetController implements Controller {
  readonly name = 'argocd application sets';
  readonly #home: ClusterObjects;
  readonly #context: GeneratorContext;
  readonly #tempo: number;

  constructor(options: {
    home: ClusterObjects;
    context: GeneratorContext;
    tempo: number;
  }) {
    this.#home = options.home;
    this.#context = options.context;
    this.#tempo = options.tempo;
  }

  async pass(): Promise<number | undefined> {
    const sets = this.#home.list({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'ApplicationSet',
      namespace: argocdNamespace,
    });
    return reconcileAll(sets, async set => {
      const isDone =
        set.metadata.deletionTimestamp || (await this.#reconcile(set));
      return isDone ? undefined : this.#tempo * 20;
    });
  }

  async #reconcile(set: KubernetesObject): Promise<boolean> {
    try {
      const spec = specSchema.parse(set.spec);
      const wanted = await this.#render(set, spec);
      for (const application of wanted) {
        this.#home.apply(application, { fieldManager: MANAGER });
      }
      const policy = spec.syncPolicy?.applicationsSync ?? 'sync';
      if (['sync', 'create-delete'].includes(policy)) {
        this.#removeSurplus(set, wanted);
      }
      this.#report(set);
      return true;
    } catch (error) {
      // Applications stay as they are: an error must not delete one.
      this.#report(set, messageOf(error));
      return false;
    }
  }

  async #render(
    set: KubernetesObject,
    spec: Spec,
  ): Promise<KubernetesObject[]> {
    const failOnMissing =
      spec.goTemplateOptions?.includes('missingkey=error') ?? false;
    const wanted: KubernetesObject[] = [];
    for (const generator of spec.generators) {
      for (const parameters of await generate(generator, this.#context)) {
        const rendered = renderEverywhere(spec.template, text =>
          spec.goTemplate
            ? renderGoTemplate(text, parameters, { failOnMissing })
            : renderPlainTemplate(text, parameters),
        );
        wanted.push(toApplication(set, spec, rendered));
      }
    }
    const names = wanted.map(({ metadata }) => metadata.name);
    const duplicate = names.find(
      (name, index) => names.indexOf(name) !== index,
    );
    if (duplicate !== undefined) {
      throw new Error(
        `ApplicationSet ${set.metadata.name} contains applications with duplicate name: ${duplicate}`,
      );
    }
    return wanted;
  }

  #removeSurplus(set: KubernetesObject, wanted: KubernetesObject[]) {
    const names = new Set(wanted.map(({ metadata }) => metadata.name));
    const surplus = this.#home
      .list({
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Application',
        namespace: set.metadata.namespace,
      })
      .filter(
        application =>
          isOwnedBy(application, set) &&
          !names.has(application.metadata.name) &&
          !application.metadata.deletionTimestamp,
      );
    for (const application of surplus) {
      this.#home.delete(referenceOf(application));
    }
  }

  #report(set: KubernetesObject, problem?: string) {
    const conditions = withConditions(set.status, [
      {
        type: 'ErrorOccurred',
        status: problem ? 'True' : 'False',
        reason: problem
          ? 'ApplicationGenerationFromParamsError'
          : 'ApplicationSetUpToDate',
        message:
          problem ?? 'Successfully generated parameters for all Applications',
      },
      {
        type: 'ParametersGenerated',
        status: problem ? 'False' : 'True',
        reason: problem ? 'ErrorOccurred' : 'ParametersGenerated',
        message:
          problem ?? 'Successfully generated parameters for all Applications',
      },
      {
        type: 'ResourcesUpToDate',
        status: problem ? 'False' : 'True',
        reason: problem ? 'ErrorOccurred' : 'ApplicationSetUpToDate',
        message: problem ?? 'All applications have been generated successfully',
      },
    ]);
    this.#home.updateStatus(
      referenceOf(set),
      { ...set.status, conditions },
      MANAGER,
    );
  }
}

function toApplication(
  set: KubernetesObject,
  spec: Spec,
  rendered: unknown,
): KubernetesObject {
  const metadata = valueAt(rendered, 'metadata');
  const applicationSpec = valueAt(rendered, 'spec');
  if (!isJsonObject(metadata) || !isJsonObject(applicationSpec)) {
    throw new Error('spec.template needs metadata and spec');
  }
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      // Deleting a generated application deletes what it deployed.
      ...(spec.syncPolicy?.preserveResourcesOnDeletion
        ? {}
        : { finalizers: [FINALIZER] }),
      ...metadata,
      namespace: set.metadata.namespace,
      ownerReferences: [ownerReferenceTo(set)],
    },
    spec: applicationSpec,
  };
}
