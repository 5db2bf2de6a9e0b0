import { KubernetesObject } from '@openportal/kubernetes-node';
import { z } from 'zod';

const definitionSpec = z.object({
  connectionSecretKeys: z.array(z.string().max(253)).max(100).catch([]),
});

/** Names of the connection details that an XRD promises. */
export function connectionKeys(definition: KubernetesObject): string[] {
  const parsed = definitionSpec.safeParse(definition.spec);
  return parsed.success ? parsed.data.connectionSecretKeys : [];
}
