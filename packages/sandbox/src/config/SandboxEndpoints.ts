/**
 * A person of the sandbox: signs in at its GitHub and is a User in the catalog.
 *
 * @public
 */
export interface SandboxUser {
  login: string;
  name: string;
  email: string;
  /** Names of the catalog groups, which are the teams of the organization too. */
  groups: string[];
  /** Personal access token at the sandbox's GitHub. */
  token: string;
}

/**
 * Where everything in the sandbox answers, and with which credentials.
 *
 * @public
 */
export interface SandboxEndpoints {
  github: {
    url: string;
    /** REST API, `url` with `/api/v3`. */
    apiUrl: string;
    /** GraphQL API, `url` with `/api/graphql`. */
    graphqlUrl: string;
    organization: string;
    /** Token of the portal's own identity, `openportal[bot]`. */
    token: string;
    oauth: { clientId: string; clientSecret: string };
    webhookSecret: string;
  };
  clusters: Array<{ name: string; url: string; token: string }>;
  registry: {
    url: string;
    /** Host and port, as at the start of an image reference. */
    host: string;
    username?: string;
    password?: string;
  };
  console: { url: string };
  users: SandboxUser[];
}
