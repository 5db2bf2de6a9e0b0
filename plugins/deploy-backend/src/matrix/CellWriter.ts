import {
  EnvironmentState,
  isSameImage,
} from '@openportal/plugin-deploy-common';
import { Knex } from 'knex';
import { VersionMarkRow } from '../database/rows';
import { DatabaseCellStore } from './DatabaseCellStore';
import { toCells } from './toCells';

/** Keeps the cells of the matrix as the states are. */
export class CellWriter {
  readonly #knex: Knex;
  readonly #cells: DatabaseCellStore;

  constructor(options: { knex: Knex; cells: DatabaseCellStore }) {
    this.#knex = options.knex;
    this.#cells = options.cells;
  }

  /** Writes the cells of an application out of its states, which are all of them and in order of promotion. */
  async write(
    entityRef: string,
    states: readonly EnvironmentState[],
    nowMs: number,
  ): Promise<void> {
    const [marks, earlier] = await Promise.all([
      this.#knex<VersionMarkRow>('version_marks').where({
        entity_ref: entityRef,
      }),
      this.#cells.listEarlier(entityRef),
    ]);
    await this.#cells.save(
      entityRef,
      toCells({
        states,
        earlier,
        isBad: (environment, image) =>
          marks.some(
            mark =>
              mark.environment === environment &&
              isSameImage(mark.image, image),
          ),
        nowMs,
      }),
    );
  }
}
