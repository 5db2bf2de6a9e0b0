import { isAllowed, User } from '../authorization';
import { ObjectStorage } from '../ObjectStorage';
import { badRequest } from '../status';
import { isJsonObject, JsonObject, stringAt, valueAt } from '../types';

/** Answers a SelfSubjectAccessReview or SubjectAccessReview. */
export function answerAccessReview(
  storage: ObjectStorage,
  kind: string,
  body: unknown,
  caller: User,
): JsonObject {
  const spec = valueAt(body, 'spec');
  if (!isJsonObject(spec)) {
    throw badRequest(`${kind} needs a spec`);
  }
  const groups = valueAt(spec, 'groups');
  const user: User =
    kind === 'SubjectAccessReview'
      ? {
          name: stringAt(spec, 'user') ?? '',
          groups: Array.isArray(groups) ? groups.map(String) : [],
        }
      : caller;
  const attributes = valueAt(spec, 'resourceAttributes');
  const allowed =
    attributes === undefined
      ? user.groups.includes('system:masters')
      : isAllowed(storage, user, {
          verb: stringAt(attributes, 'verb') ?? '*',
          group: stringAt(attributes, 'group') ?? '',
          resource: stringAt(attributes, 'resource') ?? '*',
          subresource: stringAt(attributes, 'subresource') || undefined,
          namespace: stringAt(attributes, 'namespace') || undefined,
          name: stringAt(attributes, 'name') || undefined,
        });
  return {
    apiVersion: 'authorization.k8s.io/v1',
    kind,
    metadata: {},
    spec,
    status: {
      allowed,
      ...(allowed ? {} : { reason: 'no rule of a role allows it' }),
    },
  };
}
