import { ServiceUnavailableError } from '@backstage/errors';
import { z } from 'zod';
import { GithubRegistryCredentials } from '../credentials/GithubRegistryCredentials';
import { parseJson, readBytes } from '../oci/readBody';
import { ListedImage, Listing } from './Listing';

const MAX_BYTES = 4 * 1024 * 1024;

const versionsSchema = z.array(
  z.object({
    name: z.string(),
    created_at: z.string(),
    metadata: z
      .object({ container: z.object({ tags: z.array(z.string()) }).optional() })
      .optional(),
  }),
);

/**
 * Lists images of GitHub's registry by GitHub's own API, which has them with their dates, newest first.
 * {@link https://docs.github.com/en/rest/packages/packages | Packages API}
 */
export class GithubPackages implements Listing {
  readonly #apiBaseUrl: string;
  readonly #credentials: GithubRegistryCredentials;

  constructor(options: {
    apiBaseUrl: string;
    credentials: GithubRegistryCredentials;
  }) {
    this.#apiBaseUrl = options.apiBaseUrl;
    this.#credentials = options.credentials;
  }

  async list(
    path: string,
    options: { limit: number; signal: AbortSignal },
  ): Promise<ListedImage[] | undefined> {
    const [owner, ...rest] = path.split('/');
    const name = encodeURIComponent(rest.join('/'));
    for (const family of ['orgs', 'users']) {
      const found = await this.#get(
        `${
          this.#apiBaseUrl
        }/${family}/${owner}/packages/container/${name}/versions?per_page=${Math.min(
          100,
          options.limit * 2,
        )}`,
        path,
        options.signal,
      );
      if (found) {
        return found.slice(0, options.limit);
      }
    }
    return undefined;
  }

  /** Undefined where GitHub does not say: the token may read images and not packages, for example. */
  async #get(
    url: string,
    path: string,
    signal: AbortSignal,
  ): Promise<ListedImage[] | undefined> {
    const token = await this.#credentials.token({ path, fresh: false });
    const response = await fetch(url, {
      redirect: 'error',
      signal,
      headers: {
        accept: 'application/vnd.github+json',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
    });
    if (!response.ok) {
      await response.body?.cancel();
      return undefined;
    }
    const what = `list of the package '${path}'`;
    const parsed = versionsSchema.safeParse(
      parseJson(await readBytes(response, MAX_BYTES, what), what),
    );
    if (!parsed.success) {
      throw new ServiceUnavailableError(`The ${what} has an unexpected shape`);
    }
    return parsed.data.flatMap(({ name: digest, created_at, metadata }) => {
      const tags = metadata?.container?.tags ?? [];
      return tags.length === 0 || !/^sha256:[0-9a-f]{64}$/.test(digest)
        ? []
        : [{ digest, tags, pushedAt: new Date(created_at) }];
    });
  }
}
