import { isError } from '@backstage/errors';
import { DeployApp } from '../app/resolveDeployApp';
import { DatabaseCellStore, UncountedCell } from '../matrix/DatabaseCellStore';
import { DatabaseFactsStore } from '../states/DatabaseFactsStore';
import { SourceComparisons } from './SourceComparisons';
import { sourceReference } from './sourceReference';

/** Counts the commits that environments lack of the one before, once for each pair of images. */
export class BehindCounter {
  readonly #cells: DatabaseCellStore;
  readonly #facts: DatabaseFactsStore;
  readonly #comparisons: SourceComparisons;

  constructor(options: {
    cells: DatabaseCellStore;
    facts: DatabaseFactsStore;
    comparisons: SourceComparisons;
  }) {
    this.#cells = options.cells;
    this.#facts = options.facts;
    this.#comparisons = options.comparisons;
  }

  /** Counts what was not counted yet for an application. */
  async count(app: DeployApp): Promise<void> {
    const cells = await this.#cells.listUncounted(app.entityRef);
    for (const cell of cells) {
      const count = await this.#countOne(app, cell);
      if (count !== 'later') {
        await this.#cells.saveBehind(cell, count);
      }
    }
  }

  async #countOne(
    app: DeployApp,
    cell: UncountedCell,
  ): Promise<number | undefined | 'later'> {
    const repository = app.environments.find(
      ({ environment }) => environment.name === cell.environment,
    )?.target.sourceRepository;
    if (!repository || !this.#comparisons.supports(repository)) {
      return undefined;
    }
    const known = await this.#facts.listPresences([
      cell.fromImage,
      cell.toImage,
    ]);
    const head = sourceReference(
      cell.fromImage,
      known.get(cell.fromImage)?.sourceCommit,
    );
    const base = sourceReference(
      cell.toImage,
      known.get(cell.toImage)?.sourceCommit,
    );
    if (!head || !base) {
      return undefined;
    }
    try {
      const { direction, totalCommits } = await this.#comparisons.compare(
        repository,
        { base: base.ref, head: head.ref },
      );
      return direction === 'backward' ? 0 : totalCommits;
    } catch (error) {
      // What is missing stays missing; everything else may be there at the next pass.
      return isError(error) && error.name === 'NotFoundError'
        ? undefined
        : 'later';
    }
  }
}
