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
}
