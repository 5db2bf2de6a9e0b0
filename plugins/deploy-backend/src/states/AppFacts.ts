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
import { toIso, VersionMarkRow } from '../database/rows';
import { VersionMark } from '../database/versionMarks';
import { KnownVersion, mergeVersions } from '../deployments/mergeVersions';
import { DatabaseCellStore } from '../matrix/DatabaseCellStore';
import { DatabaseFactsStore, StoredPresence } from './DatabaseFactsStore';
import { StateService } from './StateService';

/** All that is stored about an application: what a page is painted from. */
export type AppFacts = {
  states: EnvironmentState[];
  neverRead: boolean;
  nowMs: number;
  /** How many commits each environment lacks of the one before. */
  behind: ReadonlyMap<string, number>;
  versions: (environment: string) => KnownVersion[];
  findMark: (environment: string, image: string) => VersionMark | undefined;
  /** The image with its digest, as the registry said last. */
  resolve: (image: string) => ResolvedImage;
};

/** Reads all that is stored about an application, with one query a table. Asks nobody else. */
export class AppFactsReader {
  readonly #knex: Knex;
  readonly #states: StateService;
  readonly #facts: DatabaseFactsStore;
  readonly #cells: DatabaseCellStore;

  constructor(options: {
    knex: Knex;
    states: StateService;
    facts: DatabaseFactsStore;
    cells: DatabaseCellStore;
  }) {
    this.#knex = options.knex;
    this.#states = options.states;
    this.#facts = options.facts;
    this.#cells = options.cells;
  }

  async read(app: DeployApp): Promise<AppFacts> {
    const [stored, histories, markRows, behind] = await Promise.all([
      this.#states.stored(app),
      this.#facts.listHistories(app.entityRef),
      this.#knex<VersionMarkRow>('version_marks').where({
        entity_ref: app.entityRef,
      }),
      this.#cells.listBehind(app.entityRef),
    ]);
    const marksOf = (environment: string) =>
      markRows
        .filter(row => row.environment === environment)
        .map(row => ({
          image: row.image,
          reason: row.reason,
          by: row.marked_by,
          at: toIso(row.marked_at),
        }));
    const versions = new Map(
      stored.states.map((state): [string, KnownVersion[]] => [
        state.environment,
        mergeVersions({
          currentImage: state.desired?.image,
          healthy: stored.healthy.filter(
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
    const presences = await this.#facts.listPresences([
      ...stored.states.flatMap(({ desired }) => desired?.image ?? []),
      ...[...versions.values()]
        .flat()
        .filter(({ suggested }) => suggested)
        .map(({ image }) => image),
    ]);
    return {
      states: stored.states,
      neverRead: stored.neverRead,
      nowMs: stored.nowMs,
      behind,
      versions: environment => versions.get(environment) ?? [],
      findMark: (environment, image) =>
        marksOf(environment).find(mark => isSameImage(mark.image, image)),
      resolve: image => resolveStored(image, presences.get(image)),
    };
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
