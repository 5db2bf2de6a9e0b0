import {
  EnvironmentState,
  isSameImage,
} from '@openportal/plugin-deploy-common';
import { Knex } from 'knex';
import { DeployApp } from '../app/resolveDeployApp';
import {
  toStoredHealthyVersion,
  toStoredState,
} from '../database/DatabaseStateStore';
import { toVersionMark, VersionMark } from '../database/versionMarks';
import { AppRows, readAppRows } from '../states/readAppRows';
import { StateService } from '../states/StateService';
import { AnswersFirst } from './AnswersFirst';

/** What a request for a change is decided by. */
export type RequestFacts = {
  states: EnvironmentState[];
  /** The time after the answers, by the clock of the database. */
  nowMs: number;
  findMark: (environment: string, image: string) => VersionMark | undefined;
  /** Commit that an image was built from, as its registry said before. */
  sourceCommitOf: (image: string) => string | undefined;
};

/** Reads what a request is decided by: what is stored by one statement, and then what the sources say now. */
export class RequestFactsReader {
  readonly #knex: Knex;
  readonly #states: StateService;
  readonly #answers: AnswersFirst;

  constructor(options: {
    knex: Knex;
    states: StateService;
    answers: AnswersFirst;
  }) {
    this.#knex = options.knex;
    this.#states = options.states;
    this.#answers = options.answers;
  }

  /** What is stored. */
  async readStored(app: DeployApp): Promise<AppRows> {
    return readAppRows(this.#knex, app.entityRef);
  }

  /** Asks the sources of some environments. */
  async ask(
    app: DeployApp,
    only: readonly string[],
    rows: AppRows,
  ): Promise<RequestFacts> {
    const begun = performance.now();
    const states = await this.#states.readNow(
      app,
      only,
      {
        stored: rows.states.map(toStoredState),
        healthy: rows.healthy.map(toStoredHealthyVersion),
        nowMs: rows.nowMs,
      },
      // Nobody waits until that is stored.
      work => this.#answers.afterwards(work),
    );
    return {
      states,
      nowMs: rows.nowMs + Math.ceil(performance.now() - begun),
      findMark: (environment, image) =>
        rows.marks
          .filter(row => row.environment === environment)
          .map(toVersionMark)
          .find(mark => isSameImage(mark.image, image)),
      sourceCommitOf: image =>
        rows.presences.find(row => row.image === image)?.source_commit ??
        undefined,
    };
  }
}
