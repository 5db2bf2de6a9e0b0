import { AuthService, DiscoveryService } from '@backstage/backend-plugin-api';
import { ResponseError, ServiceUnavailableError } from '@backstage/errors';
import { IngestorStatus } from '@openportal/plugin-crossplane-common';
import { z } from 'zod';
import { withoutSecrets } from '@openportal/plugin-crossplane-node';

const TIME_LIMIT_MILLISECONDS = 10_000;

const text = z.string().transform(withoutSecrets);

const statusSchema = z.object({
  leaders: z
    .array(
      z.object({
        provider: z.string(),
        holder: z.string().optional(),
        since: z.string().optional(),
        expiresAt: z.string().optional(),
      }),
    )
    .optional(),
  warnings: z
    .array(z.object({ provider: z.string(), message: text }))
    .optional(),
  clusters: z.array(
    z.object({
      provider: z.string().optional(),
      cluster: z.string(),
      stale: z.boolean(),
      lastListedAt: z.string().optional(),
      nextListAt: z.string().optional(),
      watches: z.object({ open: z.number(), total: z.number() }).optional(),
      error: text.optional(),
      templates: z.number(),
      resources: z.number(),
      problems: z.array(
        z.object({ xrd: z.string(), path: z.string(), reason: text }),
      ),
      notes: z
        .array(z.object({ xrd: z.string(), notes: z.array(text) }))
        .optional(),
    }),
  ),
});

/** Talks to the ingestor, which lives in the catalog's backend. */
export class IngestorClient {
  readonly #auth: AuthService;
  readonly #discovery: DiscoveryService;

  constructor(options: { auth: AuthService; discovery: DiscoveryService }) {
    this.#auth = options.auth;
    this.#discovery = options.discovery;
  }

  async status(): Promise<IngestorStatus> {
    const answer = await this.#call('GET', 'status');
    return statusSchema.parse(await answer.json());
  }

  /** Makes the ingestor read a cluster again, or all of them. */
  async refresh(cluster?: string): Promise<void> {
    await this.#call('POST', 'refresh', cluster ? { cluster } : {});
  }

  async #call(method: string, path: string, body?: object): Promise<Response> {
    const baseUrl = await this.#discovery.getBaseUrl('catalog');
    const { token } = await this.#auth.getPluginRequestToken({
      onBehalfOf: await this.#auth.getOwnServiceCredentials(),
      targetPluginId: 'catalog',
    });
    const response = await fetch(`${baseUrl}/crossplane/ingestor/${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${token}`,
        ...(body ? { 'Content-Type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(TIME_LIMIT_MILLISECONDS),
    });
    if (response.status === 404 && body) {
      throw await ResponseError.fromResponse(response);
    }
    if (!response.ok) {
      throw new ServiceUnavailableError(
        `The ingestor answered ${response.status}: add @openportal/plugin-catalog-backend-module-crossplane to the backend, or look at the log of the catalog`,
      );
    }
    return response;
  }
}
