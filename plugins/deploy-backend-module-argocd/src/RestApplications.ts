import { setTimeout as wait } from 'node:timers/promises';
import { LoggerService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError, stringifyError } from '@backstage/errors';
import { z } from 'zod';
import { Applications } from './Applications';
import { ArgocdApi } from './ArgocdApi';

const LIVENESS_MILLISECONDS = 25_000;
const LONGEST_BACKOFF_MILLISECONDS = 30_000;
const FIRST_BACKOFF_MILLISECONDS = 500;

const text = z.string().optional().catch(undefined);
const listSchema = z.object({
  metadata: z.object({ resourceVersion: text }).optional().catch(undefined),
  items: z.array(z.unknown()).nullish(),
});
const versionSchema = z.object({
  metadata: z.object({
    name: z.string(),
    resourceVersion: z.string(),
  }),
});
const eventSchema = z.object({
  result: z.object({
    type: z.string(),
    application: z.object({
      metadata: z.object({ name: z.string(), resourceVersion: text }),
    }),
  }),
});

/**
 * The Applications of Argo CD's REST API. Every question asks Argo CD. Its stream only tells what changed: it gives no
 * sign of life by itself, so after half a minute of silence it is asked anew, and a short list finds what was missed.
 */
export class RestApplications implements Applications {
  readonly place: string;
  readonly #api: ArgocdApi;
  readonly #appNamespace?: string;
  readonly #project?: string;
  readonly #logger: LoggerService;
  readonly #liveness: number;
  readonly #listeners = new Set<(name: string) => void>();
  #stopped = new AbortController();
  #running: Promise<void> | undefined;
  #versions = new Map<string, string>();

  constructor(options: {
    api: ArgocdApi;
    appNamespace?: string;
    project?: string;
    logger: LoggerService;
    /** Longest silence of the stream. */
    livenessMilliseconds?: number;
  }) {
    this.#api = options.api;
    this.#appNamespace = options.appNamespace;
    this.#project = options.project;
    this.#logger = options.logger;
    this.#liveness = options.livenessMilliseconds ?? LIVENESS_MILLISECONDS;
    this.place = `Argo CD at ${options.api.url}`;
  }

  async read(name: string, signal?: AbortSignal): Promise<unknown> {
    // Of one that is not there Argo CD says 403 when it is asked by its name, to give no names away.
    const items = await this.#list({ name }, signal);
    if (items.length > 0) {
      return items[0];
    }
    // What the account may not see is left out of the list: then nobody knows whether it is missing.
    const project = this.#project ?? '*';
    const answer = await this.#api.json(
      `/api/v1/account/can-i/applications/get/${encodeURIComponent(project)}/*`,
      {},
      signal,
    );
    if ((answer as { value?: unknown } | null)?.value !== 'yes') {
      throw new ServiceUnavailableError(
        `Argo CD at ${
          this.#api.url
        } shows no Application '${name}', but its account may not read all of '${project}'; let it \`get\` applications there (403 for some), or set deploy.argocd.api.project`,
      );
    }
    return undefined;
  }

  subscribe(listener: (name: string) => void): () => void {
    const entry = (name: string) => listener(name);
    this.#listeners.add(entry);
    this.#running ??= this.#follow(this.#stopped.signal);
    return () => {
      this.#listeners.delete(entry);
      if (this.#listeners.size === 0) {
        void this.stop();
      }
    };
  }

  async stop(): Promise<void> {
    this.#listeners.clear();
    this.#stopped.abort();
    const running = this.#running;
    this.#running = undefined;
    this.#stopped = new AbortController();
    this.#versions = new Map();
    await running;
  }

  async #list(
    query: Record<string, string | undefined>,
    signal?: AbortSignal,
  ): Promise<unknown[]> {
    const answer = await this.#api.json(
      '/api/v1/applications',
      {
        ...query,
        appNamespace: this.#appNamespace,
        projects: this.#project,
      },
      signal,
    );
    const list = listSchema.safeParse(answer);
    if (!list.success) {
      throw new ServiceUnavailableError(
        `Argo CD at ${
          this.#api.url
        } answered with something that is no list of Applications`,
      );
    }
    return list.data.items ?? [];
  }

  async #follow(signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      try {
        await this.#compare(signal);
        failures = 0;
        await this.#stream(signal);
      } catch (error) {
        failures += 1;
        if (!signal.aborted) {
          this.#logger.debug(
            `The stream of Argo CD at ${this.#api.url} broke: ${stringifyError(
              error,
            )}`,
          );
        }
      }
      const pause = Math.min(
        LONGEST_BACKOFF_MILLISECONDS,
        FIRST_BACKOFF_MILLISECONDS * 2 ** Math.min(failures, 10),
      );
      await wait(pause * (0.5 + Math.random() / 2), undefined, {
        signal,
      }).catch(() => undefined);
    }
  }

  /** Finds what changed while nobody listened, by names and versions alone. */
  async #compare(signal: AbortSignal): Promise<void> {
    const items = await this.#list(
      { fields: 'items.metadata.name,items.metadata.resourceVersion' },
      signal,
    );
    const now = new Map(
      items.flatMap(item => {
        const { data } = versionSchema.safeParse(item);
        return data
          ? [[data.metadata.name, data.metadata.resourceVersion] as const]
          : [];
      }),
    );
    for (const name of this.#versions.keys()) {
      if (!now.has(name)) {
        this.#changed(name, undefined);
      }
    }
    for (const [name, version] of now) {
      this.#changed(name, version);
    }
  }

  async #stream(signal: AbortSignal): Promise<void> {
    const silence = new AbortController();
    let timer = setTimeout(() => silence.abort(), this.#liveness);
    const lines = this.#api.lines(
      '/api/v1/stream/applications',
      {
        // Without a version everything comes again.
        resourceVersion: this.#newestVersion(),
        appNamespace: this.#appNamespace,
        projects: this.#project,
      },
      {
        signal: AbortSignal.any([signal, silence.signal]),
        onData: () => {
          clearTimeout(timer);
          timer = setTimeout(() => silence.abort(), this.#liveness);
        },
      },
    );
    try {
      for await (const line of lines) {
        const { data } = eventSchema.safeParse(JSON.parse(line));
        if (data) {
          const { type, application } = data.result;
          const { name, resourceVersion } = application.metadata;
          this.#changed(
            name,
            type === 'DELETED' ? undefined : resourceVersion ?? '',
          );
        }
      }
    } catch (error) {
      // A quiet Argo CD is no failure.
      if (!silence.signal.aborted) {
        throw error;
      }
    } finally {
      clearTimeout(timer);
      silence.abort();
    }
  }

  #newestVersion(): string {
    return String(
      Math.max(
        0,
        ...[...this.#versions.values()].map(version => Number(version) || 0),
      ),
    );
  }

  #changed(name: string, version: string | undefined): void {
    if (this.#versions.get(name) === version) {
      return;
    }
    if (version === undefined) {
      this.#versions.delete(name);
    } else {
      this.#versions.set(name, version);
    }
    for (const listener of this.#listeners) {
      try {
        listener(name);
      } catch (error) {
        // One listener must not keep the others from hearing of it.
        this.#logger.warn(
          `A listener for Argo CD Applications failed for '${name}': ${error}`,
        );
      }
    }
  }
}
