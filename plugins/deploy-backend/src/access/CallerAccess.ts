import {
  AuthService,
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { Entity } from '@backstage/catalog-model';
import { CatalogService } from '@backstage/plugin-catalog-node';
import {
  AuthorizeResult,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  ConditionTransformer,
  createConditionTransformer,
  PermissionRuleset,
} from '@backstage/plugin-permission-node';
import {
  DeploymentFilter,
  DeploymentResource,
} from '@openportal/plugin-deploy-node';
import { EnvironmentPermissions } from '../deployments/DeployAuthorizer';
import { PermissionDeniedError } from '../errors/DeployErrors';
import { MatrixScope } from '../matrix/MatrixScope';
import { deployedEntities } from '../states/deployedEntities';
import { CallerDecisions, CallerPolicy } from './CallerPolicy';
import { EntityLookups } from './EntityLookups';
import { RecentAnswers } from './RecentAnswers';

const MOST_CALLERS = 1000;
const MOST_ENTITIES = 5000;

/**
 * What a caller may see, and which buttons. The policy is asked once for all permissions and without naming a
 * deployment; its conditions are applied here. The answer is remembered for seconds, as people look at one page after
 * the other: whoever asks for a change is asked about anew, by the `AppFinder`.
 */
export class CallerAccess {
  readonly #catalog: CatalogService;
  readonly #lookups: EntityLookups;
  readonly #policy: CallerPolicy;
  readonly #toFilter: ConditionTransformer<DeploymentFilter>;
  readonly #decisions: RecentAnswers<CallerDecisions>;
  readonly #visible: RecentAnswers<string[]>;
  readonly #entities: RecentAnswers<Entity | undefined>;

  constructor(options: {
    auth: AuthService;
    catalog: CatalogService;
    permissions: PermissionsService;
    ruleset: PermissionRuleset<DeploymentResource, DeploymentFilter>;
    maxAgeMs: number;
  }) {
    this.#lookups = new EntityLookups(options);
    this.#catalog = options.catalog;
    this.#policy = new CallerPolicy(options);
    this.#toFilter = createConditionTransformer(options.ruleset);
    const { maxAgeMs } = options;
    this.#decisions = new RecentAnswers({ maxAgeMs, most: MOST_CALLERS });
    this.#visible = new RecentAnswers({ maxAgeMs, most: MOST_CALLERS });
    this.#entities = new RecentAnswers({ maxAgeMs, most: MOST_ENTITIES });
  }

  /** The entity, as far as the caller may see it in the catalog. */
  async findEntity(
    entityRef: string,
    credentials: BackstageCredentials,
  ): Promise<Entity | undefined> {
    const { entity } = await this.#decide(credentials);
    switch (entity.result) {
      case AuthorizeResult.DENY:
        return undefined;
      case AuthorizeResult.ALLOW:
        // Everybody who may see every entity sees the same one.
        return this.#entities.get(entityRef, () =>
          this.#lookups.find(entityRef),
        );
      default:
        return this.#entities.get(
          JSON.stringify([callerOf(credentials), entityRef]),
          () => this.#catalog.getEntityByRef(entityRef, { credentials }),
        );
    }
  }

  /**
   * What the caller may do in those environments that they may see.
   * @throws NotAllowedError where that is none of them
   */
  async requireRead(
    app: { entityRef: string; owners: readonly string[] },
    environments: readonly string[],
    credentials: BackstageCredentials,
  ): Promise<Map<string, EnvironmentPermissions>> {
    const decisions = await this.#decide(credentials);
    const readable = new Map<string, EnvironmentPermissions>();
    for (const environment of environments) {
      const permissions = this.#policy.permissionsIn(decisions, {
        entityRef: app.entityRef,
        environment,
        owners: [...app.owners],
      });
      if (permissions.read) {
        readable.set(environment, permissions);
      }
    }
    if (environments.length > 0 && readable.size === 0) {
      throw new PermissionDeniedError(
        `You may not see the deployments of '${app.entityRef}' in ${environments
          .map(name => `'${name}'`)
          .join(', ')}: it needs the permission 'deploy.read'`,
      );
    }
    return readable;
  }

  /**
   * What the caller may see of the list of all applications.
   * @throws NotAllowedError where that is nothing
   */
  async scope(credentials: BackstageCredentials): Promise<MatrixScope> {
    const { entity, read } = await this.#decide(credentials);
    if (read.result === AuthorizeResult.DENY) {
      throw new PermissionDeniedError(
        "You may not see any deployments: it needs the permission 'deploy.read'",
      );
    }
    return {
      uids: await this.#visibleUids(entity, credentials),
      criteria:
        read.result === AuthorizeResult.CONDITIONAL
          ? this.#toFilter(read.conditions)
          : undefined,
    };
  }

  async #visibleUids(
    decision: PolicyDecision,
    credentials: BackstageCredentials,
  ): Promise<string[] | undefined> {
    switch (decision.result) {
      case AuthorizeResult.ALLOW:
        return undefined;
      case AuthorizeResult.DENY:
        return [];
      default:
        return this.#visible.get(callerOf(credentials), async () => {
          const { facets } = await this.#catalog.getEntityFacets(
            { facets: ['metadata.uid'], filter: deployedEntities },
            { credentials },
          );
          return (facets['metadata.uid'] ?? []).map(({ value }) => value);
        });
    }
  }

  async #decide(credentials: BackstageCredentials): Promise<CallerDecisions> {
    return this.#decisions.get(callerOf(credentials), () =>
      this.#policy.ask(credentials),
    );
  }
}

function callerOf(credentials: BackstageCredentials): string {
  return JSON.stringify(credentials.principal);
}
