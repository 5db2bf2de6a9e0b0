import {
  EnvironmentState,
  formatImageReference,
  isPinned,
  isSameImage,
  tryParseImageReference,
} from '@openportal/plugin-deploy-common';
import { Knex } from 'knex';
import { ResolvedImage } from '../adapters/ArtifactService';
import { DeployApp } from '../app/resolveDeployApp';
import {
  toStoredHealthyVersion,
  toStoredState,
} from '../database/DatabaseStateStore';
import { toIso } from '../database/rows';
import { VersionMark } from '../database/versionMarks';
import { KnownVersion, mergeVersions } from '../deployments/mergeVersions';
import { toBehind } from '../matrix/DatabaseCellStore';
import {
  DatabaseFactsStore,
  StoredPresence,
  toStoredHistory,
  toStoredPresence,
} from './DatabaseFactsStore';
import { AppRows, readAppRows } from './readAppRows';
import { desiredContent } from './runsHealthy';
import { StateService } from './StateService';

/** All that is stored about an application: what a page is painted from. */
export type AppFacts = {
  states: EnvironmentState[];
  nowMs: number;
  /** How many commits each environment lacks of the one before. */
  behind: ReadonlyMap<string, number>;
  versions: (environment: string) => KnownVersion[];
  findMark: (environment: string, image: string) => VersionMark | undefined;
  /** The image with its digest, as the registry said last. */
  resolve: (image: string) => ResolvedImage;
};

/** Reads all that is stored about an application. Asks nobody else. */
export class AppFactsReader {
  readonly #knex: Knex;
  readonly #states: StateService;
  readonly #facts: DatabaseFactsStore;

  constructor(options: {
    knex: Knex;
    states: StateService;
    facts: DatabaseFactsStore;
  }) {
    this.#knex = options.knex;
    this.#states = options.states;
    this.#facts = options.facts;
  }

  async read(app: DeployApp): Promise<AppFacts> {
    const rows = await readAppRows(this.#knex, app.entityRef);
    const { nowMs } = rows;
    const healthy = rows.healthy.map(toStoredHealthyVersion);
    const histories = rows.histories.map(toStoredHistory);
    const states = this.#states.toStates(app, {
      stored: rows.states.map(toStoredState),
      healthy,
      nowMs,
    });
    const marksOf = (environment: string) =>
      rows.marks
        .filter(row => row.environment === environment)
        .map(row => ({
          image: row.image,
          reason: row.reason,
          by: row.marked_by,
          at: toIso(row.marked_at),
        }));
    const versions = new Map(
      states.map((state): [string, KnownVersion[]] => [
        state.environment,
        mergeVersions({
          currentImage: desiredContent(state),
          healthy: healthy.filter(
            ({ environment }) => environment === state.environment,
          ),
          history:
            histories.find(
              ({ environment }) => environment === state.environment,
            )?.entries ?? [],
          marks: marksOf(state.environment),
        }),
      ]),
    );
    const presences = await this.#presences(rows, [
      ...states.flatMap(({ desired }) => desired?.image ?? []),
      ...[...versions.values()]
        .flat()
        .filter(({ suggested }) => suggested)
        .map(({ image }) => image),
    ]);
    return {
      states,
      nowMs,
      behind: toBehind(rows.cells),
      versions: environment => versions.get(environment) ?? [],
      findMark: (environment, image) =>
        marksOf(environment).find(mark => isSameImage(mark.image, image)),
      resolve: image => resolveStored(image, presences.get(image)),
    };
  }

  /** What registries said of these images: of those in the cells that was read already. */
  async #presences(
    rows: AppRows,
    images: readonly string[],
  ): Promise<ReadonlyMap<string, StoredPresence>> {
    const known = new Map(
      rows.presences.map((row): [string, StoredPresence] => [
        row.image,
        toStoredPresence(row),
      ]),
    );
    const read = new Set(rows.cells.map(({ image }) => image));
    const others = images.filter(image => !read.has(image));
    return others.length === 0
      ? known
      : new Map([...known, ...(await this.#facts.listPresences(others))]);
  }
}

/** What a registry said last about an image, and the image as it said it. */
function resolveStored(
  image: string,
  stored: StoredPresence | undefined,
): ResolvedImage {
  const presence = stored?.presence ?? {
    state: 'unknown',
    reason: 'the registry was not asked yet',
  };
  const reference = tryParseImageReference(image);
  return reference &&
    !isPinned(reference) &&
    reference.tag !== undefined &&
    reference.tag !== 'latest' &&
    presence.state === 'present'
    ? {
        image: formatImageReference({ ...reference, digest: presence.digest }),
        presence,
      }
    : { image, presence };
}
