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
       * Credentials that the portal has anyway, instead of a password. `ecr`: a token for the AWS credentials of the
       * portal (`aws` in the configuration, else AWS's own chain); the default for hosts of Amazon ECR. `github`: those
       * of integrations.github, which need the right to read packages.
       */
      authentication?: 'ecr' | 'github';
      /** Host under integrations.github, for `authentication: github`. Defaults to `github.com`. */
      githubHost?: string;
      /** Amazon ECR under a name of your own, or by an endpoint of your own. */
      ecr?: {
        /** Account of the registry. Defaults to the one in the host. */
        accountId?: string;
        /** Region of the registry. Defaults to the one in the host. */
        region?: string;
        /** Address of the API of ECR, for a VPC endpoint. Defaults to that of the region. */
        endpoint?: string;
      };
      /**
       * Host of the token service when it differs from the registry (`gitlab.com` for `registry.gitlab.com`).
       * Credentials go to no host but these two. Defaults to the registry's own host.
       */
      tokenHost?: string;
      /**
       * Hosts, with the port where there is one, that the registry may redirect to for content although they are in the
       * inner network: its object storage. Public hosts need no entry. Defaults to none.
       */
      storageHosts?: string[];
      /** Time limit of one lookup in milliseconds, at most 120000. Defaults to 10000. */
      timeout?: number;
    }>;
  };
}
