import { HumanDuration } from '@backstage/types';

export interface Config {
  idp?: {
    github?: {
      /**
       * GitHub host, with the port where there is one, of repositories that entities name without a host. Must be one of
       * integrations.github. Defaults to the first of these.
       */
      host?: string;
      /**
       * Time from one write to the next, of all replicas together. Defaults to one second, which GitHub asks for; set it to
       * `0s` for a GitHub Enterprise Server without rate limits.
       */
      writeSpacing?: HumanDuration | string;
    };
  };
  deploy?: {
    github?: {
      /** Workflows that the strategy `job` may start. No other is ever started, whatever an entity says. */
      jobs?: Array<{
        /** What the annotation `openportal.dev/github-workflow` names. */
        name: string;
        /** File in `.github/workflows`. */
        workflow: string;
        /** `owner/name` where the workflow is. Defaults to the repository of the entity. */
        repository?: string;
        /** Branch that it runs on. Defaults to the default branch. */
        ref?: string;
        /** How it is started. Defaults to `workflow_dispatch`. */
        event?: 'workflow_dispatch' | 'repository_dispatch';
        /** Type of the event of `repository_dispatch`. Defaults to `deploy`. */
        eventType?: string;
        /** Names of the inputs, or of the fields of the payload. */
        inputs?: {
          /** Id of the operation, which the `run-name` of the workflow must have. Defaults to `DEPLOY_ID`. */
          operation?: string;
          /** Full image reference. Defaults to `image`. */
          image?: string;
          /** Defaults to `environment`. */
          environment?: string;
          /** Name of the entity. Not sent by default. */
          application?: string;
          /** `promote`, `rollback` or `deploy`. Not sent by default. */
          kind?: string;
          /**
           * Token by which the job may say that it is done, to `POST /api/deploy/webhooks/ci`, so that nobody waits for
           * the next look. Not sent by default.
           */
          completionToken?: string;
        };
      }>;
      /** Shows every operation as a deployment of the source repository at GitHub. Defaults to false. */
      deploymentStatuses?: boolean;
      /** Repositories whose releases name images with their digests. */
      releases?: Array<{
        /** Image repository without tag, or with `*` at its end. */
        image: string;
        /** `owner/name`, with `*` at its end where `image` has one. */
        repository: string;
      }>;
      /** Repositories whose workflow runs have artifacts called `image-sha256-…`. */
      runArtifacts?: Array<{
        /** Image repository without tag, or with `*` at its end. */
        image: string;
        /** `owner/name`, with `*` at its end where `image` has one. */
        repository: string;
      }>;
    };
  };
}
