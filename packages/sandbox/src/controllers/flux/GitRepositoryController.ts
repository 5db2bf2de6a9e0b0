import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ClusterObjects, KubernetesObject } from '../../kubernetes';
import { referenceOf } from '../../kubernetes/ClusterObjects';
import { stringAt, valueAt } from '../../kubernetes/types';
import { withConditions } from '../conditions';
import { Controller, messageOf, reconcileAll, timestamp } from '../Controller';
import { GitReader } from '../GitReader';

const MANAGER = 'source-controller';
const REQUESTED_AT = 'reconcile.fluxcd.io/requestedAt';

const specSchema = z.looseObject({
  url: z.string(),
  suspend: z.boolean().optional(),
  ref: z
    .looseObject({
      branch: z.string().optional(),
      tag: z.string().optional(),
      commit: z.string().optional(),
    })
    .optional(),
});

/** The answer to a request to reconcile now, as every Flux controller gives it. */
export function handledRequest(object: KubernetesObject): {
  lastHandledReconcileAt?: string;
} {
  const requested = object.metadata.annotations?.[REQUESTED_AT];
  return requested ? { lastHandledReconcileAt: requested } : {};
}

/** Follows the branches of Flux's GitRepositories. */
export class GitRepositoryController implements Controller {
  readonly name = 'flux git repositories';
  readonly #objects: ClusterObjects;
  readonly #git: GitReader;
  readonly #tempo: number;

  constructor(options: {
    objects: ClusterObjects;
    git: GitReader;
    tempo: number;
  }) {
    this.#objects = options.objects;
    this.#git = options.git;
    this.#tempo = options.tempo;
  }

  async pass(): Promise<number | undefined> {
    const repositories = this.#objects.list({
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'GitRepository',
    });
    return reconcileAll(repositories, async repository =>
      (await this.#reconcile(repository)) ? undefined : this.#tempo * 10,
    );
  }

  async #reconcile(repository: KubernetesObject): Promise<boolean> {
    const spec = specSchema.parse(repository.spec);
    if (spec.suspend) {
      return true;
    }
    const observedGeneration = repository.metadata.generation;
    const common = {
      ...repository.status,
      observedGeneration,
      ...handledRequest(repository),
    };
    const reference = referenceOf(repository);
    try {
      const { branch, tag, commit } = spec.ref ?? {};
      const wanted = commit ?? tag ?? branch ?? 'master';
      const sha = await this.#git.resolve(spec.url, wanted);
      const revision = commit ? `sha1:${sha}` : `${wanted}@sha1:${sha}`;
      const message = `stored artifact for revision '${revision}'`;
      const isKnown =
        stringAt(repository, 'status', 'artifact', 'revision') === revision;
      this.#objects.updateStatus(
        reference,
        {
          ...common,
          artifact: isKnown
            ? valueAt(repository, 'status', 'artifact')
            : {
                revision,
                digest: `sha256:${createHash('sha256')
                  .update(revision)
                  .digest('hex')}`,
                path: `gitrepository/${reference.namespace}/${reference.name}/${sha}.tar.gz`,
                url: `http://source-controller.flux-system.svc.cluster.local./gitrepository/${reference.namespace}/${reference.name}/${sha}.tar.gz`,
                lastUpdateTime: timestamp(),
              },
          conditions: withConditions(repository.status, [
            {
              type: 'Ready',
              status: 'True',
              reason: 'Succeeded',
              message,
              observedGeneration,
            },
            {
              type: 'ArtifactInStorage',
              status: 'True',
              reason: 'Succeeded',
              message,
              observedGeneration,
            },
          ]),
        },
        MANAGER,
      );
      return true;
    } catch (error) {
      this.#objects.updateStatus(
        reference,
        {
          ...common,
          conditions: withConditions(repository.status, [
            {
              type: 'Ready',
              status: 'False',
              reason: 'GitOperationFailed',
              message: `failed to checkout and determine revision: ${messageOf(
                error,
              )}`,
              observedGeneration,
            },
          ]),
        },
        MANAGER,
      );
      return false;
    }
  }
}
