export interface Config {
  deploy?: {
    /**
     * Container registries that deployed images come from. Images of other hosts are shown, but whether they exist
     * stays unknown.
     */
    registries?: Array<{
      /**
       * Host as it stands at the start of an image reference, with the port where there is one: `ghcr.io`,
       * `registry.example.com:5000`. Use `docker.io` for Docker Hub.
       */
      host: string;
      /** Talk plain HTTP to this registry. Defaults to false. */
      insecure?: boolean;
      /** User name; anonymous when left out. */
      username?: string;
      /**
       * Password or access token that belongs to the user name.
       * @visibility secret
       */
      password?: string;
      /**
       * Host of the token service when it differs from the registry (`gitlab.com` for `registry.gitlab.com`).
       * Credentials go to no host but these two. Defaults to the registry's own host.
       */
      tokenHost?: string;
      /** Time limit of one lookup in milliseconds. Defaults to 10000. */
      timeout?: number;
    }>;
  };
}
