import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

const KEY = 'deploy.webhooks.github.redelivery.hooks';
const ORGANIZATION = /^[A-Za-z0-9-]{1,100}$/;
const REPOSITORY = /^([A-Za-z0-9-]{1,100})\/([A-Za-z0-9._-]{1,100})$/;

/** Whose webhooks are looked after. */
export type HookOwner = { owner: string; repository?: string };

/** Reads whose webhooks are looked after: `acme` for an organization, `acme/shop` for a repository. */
export function readHookOwners(config: Config): HookOwner[] {
  return (config.getOptionalStringArray(KEY) ?? []).map((text, index) => {
    const [, owner, repository] = REPOSITORY.exec(text) ?? [];
    if (owner !== undefined) {
      return { owner, repository };
    }
    if (!ORGANIZATION.test(text)) {
      throw new InputError(
        `${KEY}[${index}] is '${text}': write the name of an organization, or owner/name of a repository`,
      );
    }
    return { owner: text };
  });
}
