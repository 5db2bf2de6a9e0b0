import { HumanDuration } from '@backstage/types';

export interface Config {
  /** Configuration of the deploy plugin. */
  deploy?: {
    /**
     * Where applications run, in order of promotion. Defaults to development, qa, staging and prod, the
     * last one by pull request with one approval.
     */
    environments?: Array<{
      /** Name: lower case letters, digits and dashes. */
      name: string;
      /** Title for people. Defaults to the name. */
      title?: string;
      /** Other names that people type. */
      aliases?: string[];
      /** Name of the cluster, for links and observers. */
      cluster?: string;
      /**
       * Namespace of an application: `{name}` and `{environment}` are replaced. Defaults to `{name}` in
       * the first environment, and `{name}-{environment}` in the others.
       */
      namespace?: string;
      /** Address of an application: `{name}`, `{environment}` and `{namespace}` are replaced. */
      url?: string;
      /** Branch of the desired state. Defaults to the default branch of the repository. */
      branch?: string;
      /**
       * Folder of the manifests: `{env}` is replaced. Defaults to `deploy` for the first environment, and
       * `environments/{env}` for the others.
       */
      manifestPath?: string;
      /** How long a version must have been healthy here before it is promoted from here. */
      soak?: HumanDuration | string;
      /** What must happen before a change reaches the environment. */
      protection?: {
        /**
         * `none` commits straight. `pull-request` waits for reviews at the git host. `approvals` collects them in
         * the portal, from people with the permission `deploy.approve`. Defaults to `none`.
         */
        mode?: 'none' | 'pull-request' | 'approvals';
        /** How many people must approve. Defaults to 1 in the modes that ask somebody. */
        approvals?: number;
        /** Whether the requester's own approval counts for nothing. Defaults to true. */
        excludeRequester?: boolean;
        /** How a rollback goes: the `same` way, or `direct`. Defaults to `same`. */
        rollback?: 'same' | 'direct';
        /** In `pull-request` mode: whether the portal merges as soon as the approvals are there. Defaults to true. */
        mergeWhenApproved?: boolean;
      };
    }>;
    /** For components that have an annotation of deployments, and none that says how. */
    defaults?: {
      /** How the desired state is written, for example `manifest`. */
      strategy?: string;
      /** Who tells what runs, for example `argocd`. */
      observer?: string;
    };
    /**
     * Repositories, `owner/name`, whose manifests entities from other repositories may name in their annotations:
     * what those entities' owners may promote, they may then write there. Without it an entity is deployed from
     * the repository that its catalog-info.yaml is in. With a folder, `owner/name/apps/{name}`, each entity may use
     * the one of its name only; `{namespace}` is that of the entity. Defaults to none.
     */
    trustedRepositories?: string[];
    /** Times in which environments are not changed, once or again and again. Rollbacks are exempt. */
    freezes?: Array<{
      /** Name for people. No two have the same. */
      name?: string;
      /** Environments, by name or alias. Defaults to all. */
      environments?: string[];
      /** First moment, ISO 8601; with `rrule` the first moment of the first freeze. */
      start: string;
      /** First moment after it, ISO 8601. Not with `rrule`. */
      end?: string;
      /**
       * When it happens again, as a rule of RFC 5545: `FREQ=WEEKLY;BYDAY=FR`. Followed on the clock of the time
       * zone, in summer as in winter.
       */
      rrule?: string;
      /** How long each freeze lasts, with `rrule`. */
      duration?: HumanDuration | string;
      /** Name of a time zone in the IANA database, for times without an offset and for `rrule`. Defaults to UTC. */
      timeZone?: string;
      /** Reason for people. */
      reason?: string;
      /** Whether rollbacks are frozen too. Defaults to false. */
      includeRollbacks?: boolean;
    }>;
    /** How long a direct change may take until it runs. Defaults to 15 minutes. */
    timeout?: HumanDuration | string;
    /** How long a new version may look degraded before its operation fails. Defaults to 1 minute. */
    degradedGrace?: HumanDuration | string;
    /** Since what age the last observation of a source locks promotions from it. Defaults to 10 minutes. */
    staleAfter?: HumanDuration | string;
    /** How long an observation is good enough for somebody who opens a page. Defaults to 10 seconds. */
    stateMaxAge?: HumanDuration | string;
    /**
     * How long the answers of the permission policy are remembered for pages. Whoever asks for a change is always
     * asked about anew. Defaults to 5 seconds.
     */
    permissionMaxAge?: HumanDuration | string;
    /** The workers of this replica that carry operations out. */
    worker?: {
      /** How many operations at once. Defaults to 4. */
      concurrency?: number;
      /** How often to look for work and at a rollout. Defaults to 2 seconds. */
      pollInterval?: HumanDuration | string;
      /** When another replica takes over from one that is gone. Defaults to 1 minute. */
      lease?: HumanDuration | string;
    };
    /** The pass that reads every application without being asked. */
    refresh?: {
      /** How often. Defaults to 1 minute. */
      frequency?: HumanDuration | string;
      /** How many environments in one pass, the longest unread first. Defaults to 50. */
      batchSize?: number;
    };
    /** How long things are kept. Nothing is removed sooner than after a day. */
    retention?: {
      /** Operations after their end, with their rows of the ledger. Defaults to never removing them. */
      operations?: HumanDuration | string;
      /** Messages that went out, or were given up. Defaults to 30 days. */
      outbox?: HumanDuration | string;
      /** Webhooks that came in: one that comes again after this is taken for new. Defaults to 30 days, at least 7. */
      inbox?: HumanDuration | string;
    };
    /**
     * Webhooks make the portal look at once instead of at its next pass. A source without secrets is not served.
     */
    webhooks?: {
      /** `POST /api/deploy/webhooks/github`, signed in `X-Hub-Signature-256`. */
      github?: {
        /**
         * Secrets of the webhook, at least 16 characters each: one, or two while it is changed.
         * @visibility secret
         */
        secrets?: string[];
        /** GitHub tries each delivery once. What failed is asked for again, for three days. */
        redelivery?: {
          /** Whether it is asked for. Defaults to true. */
          enabled?: boolean;
          /** How often. Defaults to 10 minutes. */
          frequency?: HumanDuration | string;
        };
      };
      /**
       * `POST /api/deploy/webhooks/argocd`, with the secret in `Authorization: Bearer`, or signed in
       * `X-OpenPortal-Signature`.
       */
      argocd?: {
        /**
         * Secrets, at least 16 characters each.
         * @visibility secret
         */
        secrets?: string[];
      };
      /** `POST /api/deploy/webhooks/flux`, signed in `X-Signature`. */
      flux?: {
        /**
         * Secrets, at least 16 characters each.
         * @visibility secret
         */
        secrets?: string[];
      };
      /**
       * `POST /api/deploy/webhooks/ci`, signed in `X-OpenPortal-Signature`, or with the secret in
       * `Authorization: Bearer`.
       */
      ci?: {
        /**
         * Secrets, at least 16 characters each.
         * @visibility secret
         */
        secrets?: string[];
      };
      /** What each replica takes of one source from one address. */
      rateLimit?: {
        /** Deliveries. Defaults to 300. */
        requestsPerSecond?: number;
        /** Deliveries that are refused, for their signature for example. Defaults to 10. */
        refusalsPerSecond?: number;
      };
      /** The workers of this replica that follow webhooks. */
      worker?: {
        /** How many at once. Defaults to 4. */
        concurrency?: number;
        /** How often to look for work. Defaults to 2 seconds; what arrives here wakes them at once. */
        pollInterval?: HumanDuration | string;
        /** When another replica takes over from one that is gone. Defaults to 1 minute. */
        lease?: HumanDuration | string;
        /** How often one is tried before it is given up and kept for a replay. Defaults to 8. */
        maxAttempts?: number;
      };
    };
    /** Backstage notifications about the end of operations. */
    notifications?: {
      /** Whether they are sent. Defaults to true. */
      enabled?: boolean;
    };
  };
}
