export interface Config {
  idp?: {
    github?: {
      /**
       * GitHub host, with the port where there is one, of repositories that entities name without a host. Must be one of
       * integrations.github. Defaults to the first of these.
       */
      host?: string;
    };
  };
}
