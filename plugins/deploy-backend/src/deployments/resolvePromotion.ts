import { InputError } from '@backstage/errors';
import { PromoteRequest } from '@openportal/plugin-deploy-common';

/** Resolves the environments of a promotion: the one that is not given is the neighbor of the other. */
export function resolvePromotion(
  body: Pick<PromoteRequest, 'from' | 'to'>,
  names: readonly string[],
  resolve: (nameOrAlias: string) => string,
): { from: string; to: string } {
  const from = body.from === undefined ? undefined : resolve(body.from);
  const to = body.to === undefined ? undefined : resolve(body.to);
  const source = from ?? (to && names[names.indexOf(to) - 1]);
  const target = to ?? (from && names[names.indexOf(from) + 1]);
  if (source === undefined) {
    throw new InputError(
      `'${to}' is the first environment: nothing is promoted to it`,
    );
  }
  if (target === undefined) {
    throw new InputError(
      `'${from}' is the last environment: nothing is promoted from it`,
    );
  }
  if (names.indexOf(target) <= names.indexOf(source)) {
    throw new InputError(
      `'${target}' does not come after '${source}': the order is ${names.join(
        ', ',
      )}. To go back to an earlier version, roll back`,
    );
  }
  return { from: source, to: target };
}
