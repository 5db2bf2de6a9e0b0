import { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import {
  GithubIntegrationConfig,
  ScmIntegrationRegistry,
} from '@backstage/integration';
import { createAppAuth } from '@octokit/auth-app';
import {
  createOctokit,
  GithubClient,
  GithubLimits,
  toGithubError,
} from '@openportal/github-node';
import {
  PortCallOptions,
  RedeliveryReport,
  WebhookRedelivery,
} from '@openportal/plugin-deploy-node';
import { ConfiguredHook, findHooks, HookAccess } from './hooks';
import { chooseRedeliveries, DeliveryAttempt } from './chooseRedeliveries';
import { HookOwner } from './readRedeliveryConfig';

const MAX_PAGES = 30;

/**
 * Asks GitHub to send again what did not arrive. GitHub itself tries once: whatever it sends while the portal is down
 * would be lost. Looks after the webhooks of the organizations and repositories of the configuration, where the
 * credentials may see them, and after those of the GitHub Apps that the portal is.
 */
export class GithubRedelivery implements WebhookRedelivery {
  readonly id = 'github';
  readonly #integrations: ScmIntegrationRegistry;
  readonly #host: string | undefined;
  readonly #owners: readonly HookOwner[];
  readonly #logger: LoggerService;
  readonly #limits: GithubLimits | undefined;
  readonly #now: () => Date;

  constructor(options: {
    integrations: ScmIntegrationRegistry;
    /** Host of the owners. Defaults to the first configured one. */
    host?: string;
    owners: readonly HookOwner[];
    logger: LoggerService;
    limits?: GithubLimits;
    now?: () => Date;
  }) {
    this.#integrations = options.integrations;
    this.#host =
      options.host ?? options.integrations.github.list()[0]?.config.host;
    this.#owners = options.owners;
    this.#logger = options.logger;
    this.#limits = options.limits;
    this.#now = options.now ?? (() => new Date());
  }

  async redeliverFailed(
    { url, since }: { url: string; since: Date },
    { signal }: PortCallOptions = {},
  ): Promise<RedeliveryReport> {
    const report: RedeliveryReport = {
      hooks: 0,
      failed: 0,
      redelivered: 0,
      problems: [],
    };
    for (const access of await this.#accesses(report, signal)) {
      signal?.throwIfAborted();
      try {
        for (const hook of await findHooks(access, url)) {
          report.hooks++;
          const attempts = await listAttempts(access.octokit, hook, since);
          const { failed, redeliver } = chooseRedeliveries(attempts, {
            since,
            now: this.#now(),
          });
          report.failed += failed;
          for (const { id } of redeliver) {
            signal?.throwIfAborted();
            await access.octokit.request(
              `POST ${hook.deliveries}/{id}/attempts`,
              {
                id,
              },
            );
            report.redelivered++;
          }
        }
      } catch (error) {
        signal?.throwIfAborted();
        const { message } = toGithubError(error, {
          action: `look after the webhooks of ${access.name}`,
        });
        report.problems.push(message);
      }
    }
    return report;
  }

  async #accesses(
    report: RedeliveryReport,
    signal: AbortSignal | undefined,
  ): Promise<HookAccess[]> {
    const host = this.#host;
    const accesses: HookAccess[] = [];
    if (host === undefined) {
      return accesses;
    }
    for (const { owner, repository } of this.#owners) {
      accesses.push({
        kind: 'hooks',
        name:
          repository === undefined
            ? `the organization '${owner}'`
            : `the repository '${owner}/${repository}'`,
        path:
          repository === undefined
            ? `/orgs/${owner}/hooks`
            : `/repos/${owner}/${repository}/hooks`,
        octokit: this.#client(host, owner, { signal }),
      });
    }
    const { apps = [] } = this.#integrations.github.byHost(host)?.config ?? {};
    for (const app of apps) {
      try {
        const token = await createAppToken(app);
        accesses.push({
          kind: 'app',
          name: `the App ${app.appId}`,
          octokit: this.#client(host, String(app.appId), { signal, token }),
        });
      } catch (error) {
        // What is wrong with a key is no text to repeat.
        this.#logger.debug('A token of a GitHub App could not be made', {
          appId: app.appId,
          error: stringifyError(error).slice(0, 100),
        });
        report.problems.push(
          `The App ${app.appId} cannot sign in: check its private key in integrations.github`,
        );
      }
    }
    return accesses;
  }

  #client(
    host: string,
    owner: string,
    options: { signal?: AbortSignal; token?: string },
  ): GithubClient {
    return createOctokit({
      integrations: this.#integrations,
      host,
      owner,
      logger: this.#logger,
      limits: this.#limits,
      ...options,
    });
  }
}

/** A token of the App itself and not of an installation: the webhook of an App belongs to the App. */
async function createAppToken(
  app: NonNullable<GithubIntegrationConfig['apps']>[number],
): Promise<string> {
  const auth = createAppAuth({ appId: app.appId, privateKey: app.privateKey });
  const { token } = await auth({ type: 'app' });
  return token;
}

/** The newest attempts, page by page, until they are too old. */
async function listAttempts(
  octokit: GithubClient,
  hook: ConfiguredHook,
  since: Date,
): Promise<DeliveryAttempt[]> {
  const attempts: DeliveryAttempt[] = [];
  let pages = 0;
  const pagesOf = octokit.paginate.iterator<{
    id: number;
    guid: string;
    delivered_at: string;
    status_code: number;
    status: string;
  }>(`GET ${hook.deliveries}`, { per_page: 100 });
  for await (const { data } of pagesOf) {
    attempts.push(
      ...data.map(item => ({
        id: item.id,
        guid: item.guid,
        deliveredAt: item.delivered_at,
        statusCode: item.status_code,
        status: item.status,
      })),
    );
    pages++;
    const oldest = attempts.at(-1);
    if (
      pages >= MAX_PAGES ||
      oldest === undefined ||
      Date.parse(oldest.deliveredAt) < since.getTime()
    ) {
      break;
    }
  }
  return attempts;
}
