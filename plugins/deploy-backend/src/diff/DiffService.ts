import { isError } from '@backstage/errors';
import {
  DiffSide,
  EnvironmentDiff,
  ManifestDifference,
} from '@openportal/plugin-deploy-common';
import { describeError } from '../errors/describeError';
import { RecentAnswers } from '../access/RecentAnswers';
import { AdapterRegistry } from '../adapters/AdapterRegistry';
import { callPort, READ_TIMEOUT_MS } from '../adapters/callPort';
import { DeployApp, DeployAppEnvironment } from '../app/resolveDeployApp';
import { toDeployedVersion } from '../database/toOperationRecord';
import { explainMissingAdapters } from '../deployments/explainMissingAdapters';
import { modeOf } from '../gates/modeOf';
import { OperationStore } from '../operations/OperationStore';
import { AppFacts, AppFactsReader } from '../states/AppFacts';
import { DatabaseFactsStore } from '../states/DatabaseFactsStore';
import { SourceComparisons } from './SourceComparisons';
import { SourceReference, sourceReference } from './sourceReference';
import { toInstructions } from './toInstructions';

const MOST_COMMITS = 250;
const MOST_FILES = 300;
const MOST_DIFFERENCES = 500;
// What is written for a revision does not change, but a revision that the portal read may be older than the branch.
const MANIFESTS_MAX_AGE_MS = 30_000;
const MOST_REMEMBERED = 500;
// The module that takes commands in chat answers them there too.
const CHAT = 'slack';

/** One side, with what names its source. */
type Side = { view: DiffSide; source?: SourceReference };

/** Tells what one environment lacks of another. What is not known says so, and the rest is told all the same. */
export class DiffService {
  readonly #adapters: AdapterRegistry;
  readonly #comparisons: SourceComparisons;
  readonly #facts: AppFactsReader;
  readonly #storedFacts: DatabaseFactsStore;
  readonly #describeCommit: (image: string) => Promise<string | undefined>;
  readonly #store: OperationStore;
  readonly #manifests = new RecentAnswers<ManifestDifference[]>({
    maxAgeMs: MANIFESTS_MAX_AGE_MS,
    most: MOST_REMEMBERED,
  });

  constructor(options: {
    adapters: AdapterRegistry;
    comparisons: SourceComparisons;
    facts: AppFactsReader;
    storedFacts: DatabaseFactsStore;
    /** Asks the registry which commit an image was built from. */
    describeCommit: (image: string) => Promise<string | undefined>;
    store: OperationStore;
  }) {
    this.#adapters = options.adapters;
    this.#comparisons = options.comparisons;
    this.#facts = options.facts;
    this.#storedFacts = options.storedFacts;
    this.#describeCommit = options.describeCommit;
    this.#store = options.store;
  }

  /** Compares two environments that the application has. */
  async diff(
    app: DeployApp,
    names: { from: string; to: string },
  ): Promise<EnvironmentDiff> {
    const from = environmentOf(app, names.from);
    const to = environmentOf(app, names.to);
    const [facts, latest] = await Promise.all([
      this.#facts.read(app),
      this.#store.findLatest(app.entityRef),
    ]);
    const [fromSide, toSide] = await Promise.all([
      this.#side(facts, from),
      this.#side(facts, to),
    ]);
    const [source, manifests] = await Promise.all([
      this.#compareSources(to, fromSide, toSide),
      this.#compareManifests(app, facts, from, to),
    ]);
    const operation = latest.find(
      record => record.operation.environment === names.to,
    )?.operation;
    return {
      entityRef: app.entityRef,
      from: fromSide.view,
      to: toSide.view,
      ...source,
      manifests,
      instructions: toInstructions({
        name: app.name,
        from: fromSide.view,
        to: toSide.view,
        order: app.environments.map(({ environment }) => environment.name),
        sourceTitle: from.environment.title,
        target: to,
        strategy: app.strategy,
        hasChat: this.#adapters.notifiers().some(({ id }) => id === CHAT),
        active: operation?.finishedAt === undefined ? operation : undefined,
        obstacle: explainMissingAdapters(
          this.#adapters,
          app,
          modeOf('promote', to.environment),
        )?.reason,
      }),
      generatedAt: new Date(facts.nowMs).toISOString(),
    };
  }

  async #side(
    facts: AppFacts,
    { environment }: DeployAppEnvironment,
  ): Promise<Side> {
    const { name } = environment;
    const state = facts.states.find(known => known.environment === name);
    const image = state?.desired?.image;
    if (image === undefined) {
      const { error, readAt } = state?.sources.desired ?? {};
      let unknown = `Nothing is written for '${name}'`;
      if (error !== undefined) {
        unknown = `What should run in '${name}' cannot be read: ${error}`;
      } else if (readAt === undefined) {
        unknown = `What should run in '${name}' was not read yet`;
      }
      return { view: { environment: name, unknown } };
    }
    const stored = (await this.#storedFacts.listPresences([image])).get(image);
    const source = sourceReference(
      image,
      stored?.sourceCommit ?? (await this.#describeCommit(image)),
    );
    const version = toDeployedVersion(image);
    return {
      source,
      view: {
        environment: name,
        version,
        ...(source?.isCommit && { sourceCommit: source.ref }),
        ...(source === undefined && {
          unknown: `The source of '${version.version}' is not known: the image has no label with its commit, and its tag names none`,
        }),
      },
    };
  }

  async #compareSources(
    { target }: DeployAppEnvironment,
    from: Side,
    to: Side,
  ): Promise<Pick<EnvironmentDiff, 'commits' | 'files'>> {
    const unknown = (reason: string) => ({
      commits: { items: [], unknown: reason },
      files: { items: [], unknown: reason },
    });
    const missing = [from, to].find(({ source }) => source === undefined);
    if (!from.source || !to.source) {
      return unknown(
        missing?.view.unknown ?? 'The source of a version is not known',
      );
    }
    if (from.source.ref === to.source.ref) {
      return {
        commits: { items: [], total: 0, direction: 'same' },
        files: { items: [], total: 0 },
      };
    }
    const repository = target.sourceRepository;
    if (!repository) {
      return unknown(
        "The entity names no repository of its source: set the annotation 'github.com/project-slug'",
      );
    }
    if (!this.#comparisons.supports(repository)) {
      return unknown(
        `No module tells the history of '${repository.owner}/${repository.name}'`,
      );
    }
    try {
      const comparison = await this.#comparisons.compare(repository, {
        base: to.source.ref,
        head: from.source.ref,
      });
      return {
        commits: {
          items: comparison.commits.slice(0, MOST_COMMITS),
          total: comparison.totalCommits,
          direction: comparison.direction,
          url: comparison.url,
        },
        files: {
          items: comparison.files.slice(0, MOST_FILES),
          total: comparison.totalFiles,
        },
      };
    } catch (error) {
      return unknown(reasonOf(error, 'The commits cannot be compared now'));
    }
  }

  async #compareManifests(
    app: DeployApp,
    facts: AppFacts,
    from: DeployAppEnvironment,
    to: DeployAppEnvironment,
  ): Promise<EnvironmentDiff['manifests']> {
    const adapter = this.#adapters.findDesiredState(app.strategy);
    const compare = adapter?.capabilities.diff
      ? adapter.diff?.bind(adapter)
      : undefined;
    if (!adapter || !compare) {
      return {
        items: [],
        unknown:
          app.strategy === undefined
            ? 'Nothing says where the desired state is written'
            : `The desired state adapter '${app.strategy}' does not compare what is written for two environments`,
      };
    }
    const revisionOf = ({ environment }: DeployAppEnvironment) =>
      facts.states.find(state => state.environment === environment.name)
        ?.desired?.revision;
    try {
      const items = await this.#manifests.get(
        JSON.stringify([
          app.entityRef,
          from.target,
          to.target,
          revisionOf(from),
          revisionOf(to),
        ]),
        () =>
          callPort(`The adapter '${adapter.id}'`, READ_TIMEOUT_MS, signal =>
            compare(from.target, to.target, { signal }),
          ),
      );
      return items.length > MOST_DIFFERENCES
        ? {
            items: items.slice(0, MOST_DIFFERENCES),
            unknown: `${items.length} values differ; the first ${MOST_DIFFERENCES} are shown`,
          }
        : { items };
    } catch (error) {
      return {
        items: [],
        unknown: reasonOf(error, 'The manifests cannot be compared now'),
      };
    }
  }
}

/** What a source said is missing, in its own words; everything else with what could not be done. */
function reasonOf(error: unknown, otherwise: string): string {
  return isError(error) && error.name === 'NotFoundError'
    ? error.message
    : `${otherwise}: ${describeError(error)}`;
}

function environmentOf(app: DeployApp, name: string): DeployAppEnvironment {
  const item = app.environments.find(
    ({ environment }) => environment.name === name,
  );
  if (!item) {
    throw new Error(`'${app.entityRef}' does not use '${name}'`);
  }
  return item;
}
