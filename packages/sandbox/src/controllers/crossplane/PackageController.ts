import { ClusterObjects } from '../../kubernetes';
import { referenceOf } from '../../kubernetes/ClusterObjects';
import { withConditions } from '../conditions';
import { Controller } from '../Controller';

/** Says of every package that it is installed: nothing is downloaded in a sandbox. */
export class PackageController implements Controller {
  readonly name = 'crossplane packages';
  readonly #objects: ClusterObjects;

  constructor(options: { objects: ClusterObjects }) {
    this.#objects = options.objects;
  }

  async pass(): Promise<undefined> {
    for (const kind of ['Function', 'Provider', 'Configuration']) {
      for (const object of this.#objects.list({
        apiVersion: 'pkg.crossplane.io/v1',
        kind,
      })) {
        const conditions = withConditions(object.status, [
          {
            type: 'Installed',
            status: 'True',
            reason: 'ActivePackageRevision',
          },
          {
            type: 'Healthy',
            status: 'True',
            reason: 'HealthyPackageRevision',
          },
        ]);
        this.#objects.updateStatus(
          referenceOf(object),
          { ...object.status, conditions },
          'crossplane',
        );
      }
    }
    return undefined;
  }
}
