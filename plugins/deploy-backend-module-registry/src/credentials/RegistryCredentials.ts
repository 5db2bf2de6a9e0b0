/** What proves to a registry who asks. */
export interface RegistryCredentials {
  /**
   * The `Authorization` header for a repository, for the registry itself or for its token service.
   *
   * @param options - `path`: repository without host; `fresh`: the last one was refused
   */
  authorization(options: {
    path: string;
    fresh: boolean;
    signal: AbortSignal;
  }): Promise<string | undefined>;
}

/** The header of a user name and a password. */
export function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
