import { HumanDuration } from '@backstage/types';

export interface Config {
  /** The developer platform: where repositories and orders live. */
  idp: {
    /** The GitHub that holds the platform's repositories. */
    github: {
      /** Host with port, one of those under `integrations.github`. */
      host: string;
      /** Organization in which repositories are created. */
      organization: string;
      /**
       * Time from one write to the next, of all replicas together. Defaults to one second, which GitHub asks for; set it to
       * `0s` for a GitHub Enterprise Server without rate limits.
       */
      writeSpacing?: HumanDuration | string;
      /**
       * How long a task waits when GitHub's rate limit is reached; a longer pause fails the task. Defaults to 65 minutes,
       * because the limit of an hour is reset within one.
       */
      longestPause?: HumanDuration | string;
    };
    /** What created repositories look like. */
    repositories?: {
      /**
       * What the name of every created repository begins with; Argo CD discovers repositories by it.
       * Defaults to `idp-`.
       */
      prefix?: string;
      /** Visibility of a repository whose template names none. Defaults to `private`. */
      visibility?: 'private' | 'internal' | 'public';
      /**
       * Names that no component gets, because namespaces of the platform are called so; names that begin with
       * `kube-` or end with an environment are refused anyway. Defaults to `argocd`, `backstage`,
       * `crossplane-system`, `default` and `flux-system`.
       */
      reservedNames?: string[];
      /** Webhook that every created repository gets. None by default. */
      webhook?: {
        /** Address that GitHub calls. */
        url: string;
        /**
         * Shared secret with which GitHub signs its calls.
         * @visibility secret
         */
        secret: string;
        /** Names of the events to send. Defaults to `push`, `pull_request` and `workflow_run`. */
        events?: string[];
      };
    };
  };
}
