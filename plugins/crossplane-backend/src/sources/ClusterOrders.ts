import { KubernetesClient, readXrd } from '@openportal/kubernetes-node';
import {
  CLUSTER_SCOPED,
  CompositeResourceDefinition,
  OrderRef,
} from '@openportal/plugin-crossplane-common';
import { z } from 'zod';
import { CompositeFact, CompositionFact, ResourceFact } from './facts';
import { parseComposite } from './parseComposite';
import { conditionOf, parseConditions } from './parseConditions';

const pipelineSchema = z.object({
  pipeline: z
    .array(z.object({ functionRef: z.object({ name: z.string() }) }))
    .catch([]),
});

/** A provider package and whether it runs. */
export interface ProviderFact {
  name: string;
  healthy: boolean;
  message?: string;
}

/** Reads what one cluster knows of an order. */
export class ClusterOrders {
  readonly #client: KubernetesClient;

  constructor(client: KubernetesClient) {
    this.#client = client;
  }

  async definition(
    name: string,
  ): Promise<CompositeResourceDefinition | undefined> {
    const parsed = await readXrd(this.#client, name);
    return parsed?.xrd;
  }

  /** The ordered resource, and for a claim the conditions of what it is bound to. */
  async composite(
    xrd: CompositeResourceDefinition,
    ref: OrderRef,
  ): Promise<CompositeFact | undefined> {
    const object = await this.#client.get(
      {
        group: xrd.group,
        version: xrd.current.name,
        plural: xrd.orderable.plural,
      },
      ref.name,
      {
        namespace: ref.namespace === CLUSTER_SCOPED ? undefined : ref.namespace,
      },
    );
    if (!object) {
      return undefined;
    }
    const claim = parseComposite(object);
    const bound = z
      .object({ resourceRef: z.object({ name: z.string() }) })
      .safeParse(object.spec);
    if (xrd.orderable.kind === xrd.kind || !bound.success) {
      return claim;
    }
    const composite = await this.#client.get(
      { group: xrd.group, version: xrd.current.name, plural: xrd.plural },
      bound.data.resourceRef.name,
    );
    if (!composite) {
      return claim;
    }
    const { composition, resourceRefs } = parseComposite(composite);
    return { ...claim, composition, resourceRefs };
  }

  async composition(name: string): Promise<CompositionFact | undefined> {
    const object = await this.#client.get(
      {
        group: 'apiextensions.crossplane.io',
        version: 'v1',
        plural: 'compositions',
      },
      name,
    );
    if (!object) {
      return undefined;
    }
    const parsed = pipelineSchema.safeParse(object.spec);
    return {
      name,
      functions: parsed.success
        ? parsed.data.pipeline.map(({ functionRef }) => functionRef.name)
        : [],
    };
  }

  /** Conditions of the resources that the composition made. */
  async resources(composite: CompositeFact): Promise<ResourceFact[]> {
    return Promise.all(
      composite.resourceRefs.map(reference =>
        this.#resource({
          ...reference,
          namespace: reference.namespace ?? composite.namespace,
        }),
      ),
    );
  }

  async providers(): Promise<ProviderFact[]> {
    const versions = await this.#client.groupVersions('pkg.crossplane.io');
    if (!versions.includes('v1')) {
      return [];
    }
    const { items } = await this.#client.list({
      group: 'pkg.crossplane.io',
      version: 'v1',
      plural: 'providers',
    });
    return items.map(({ metadata, status }) => {
      const healthy = conditionOf(parseConditions(status), 'Healthy');
      return {
        name: metadata.name,
        healthy: healthy?.status !== 'False',
        message: healthy?.message,
      };
    });
  }

  async #resource(reference: ResourceFact): Promise<ResourceFact> {
    // Secrets are named and never read.
    if (reference.apiVersion === 'v1' && reference.kind === 'Secret') {
      return reference;
    }
    try {
      const served = await this.#client.findKind(
        reference.apiVersion,
        reference.kind,
      );
      if (!served) {
        return { ...reference, missing: true };
      }
      const namespace = served.namespaced ? reference.namespace : undefined;
      const object = await this.#client.get(served.resource, reference.name, {
        namespace,
      });
      return object
        ? {
            ...reference,
            namespace,
            conditions: parseConditions(object.status),
          }
        : { ...reference, namespace, missing: true };
    } catch {
      return reference;
    }
  }
}
