import { parseDefinition } from '../controllers/crossplane/definition';
import { toCustomResourceDefinition } from '../controllers/crossplane/toCustomResourceDefinition';
import { ClusterSandbox } from '../kubernetes';
import { referenceOf } from '../kubernetes/ClusterObjects';
import { timestamp } from '../controllers/Controller';
import { makeComposition, makeDefinition } from './makeDefinition';

const MANAGER = 'crossplane';

/** Puts XRDs into a cluster as Crossplane leaves them: established, their kinds served, each with a composition. */
export function seedDefinitions(cluster: ClusterSandbox, count: number): void {
  const { objects } = cluster;
  for (let index = 0; index < count; index += 1) {
    const created = objects.create(
      makeDefinition(cluster.name, index),
      'kubectl-client-side-apply',
    );
    const definition = parseDefinition(created);
    objects.create(
      toCustomResourceDefinition(
        definition,
        definition.spec.names,
        'composite',
      ),
      MANAGER,
    );
    objects.updateStatus(
      referenceOf(created),
      {
        controllers: {},
        conditions: [
          {
            type: 'Established',
            status: 'True',
            reason: 'WatchingCompositeResource',
            lastTransitionTime: timestamp(),
          },
        ],
      },
      MANAGER,
    );
    objects.create(makeComposition(created), 'kubectl-client-side-apply');
  }
}
