import { ClusterObjects } from '../../kubernetes';
import { stringAt } from '../../kubernetes/types';

/** A value of a Secret, or undefined where there is none. */
export function readSecret(
  objects: ClusterObjects,
  namespace: string,
  name: string,
  key: string,
): string | undefined {
  const secret = objects.get({
    apiVersion: 'v1',
    kind: 'Secret',
    namespace,
    name,
  });
  const encoded = secret && stringAt(secret, 'data', key);
  return encoded === undefined
    ? secret && stringAt(secret, 'stringData', key)
    : Buffer.from(encoded, 'base64').toString('utf8');
}
