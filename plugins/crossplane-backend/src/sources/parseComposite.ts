import { KubernetesObject } from '@openportal/kubernetes-node';
import {
  CrossplaneKeys,
  isDnsSubdomain,
} from '@openportal/plugin-crossplane-common';
import { z } from 'zod';
import { CompositeFact } from './facts';
import { parseConditions } from './parseConditions';

const referenceSchema = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  name: z.string(),
  namespace: z.string().optional(),
});

const machinerySchema = z.object({
  compositionRef: z.object({ name: z.string() }).optional().catch(undefined),
  resourceRefs: z.array(z.unknown()).catch([]),
});

/** Crossplane v2 keeps its own fields under `spec.crossplane`, v1 directly in `spec`. */
const specSchema = z.object({
  crossplane: machinerySchema.optional().catch(undefined),
  compositionRef: machinerySchema.shape.compositionRef,
  resourceRefs: machinerySchema.shape.resourceRefs,
});

/** Fields of a status that usually hold an address people want to open. */
const LINK_FIELDS = ['url', 'domain', 'fqdn', 'endpoint', 'host', 'hostname'];
const MAX_RESOURCES = 50;

/** Reads what the status page needs of a composite resource; never its secrets. */
export function parseComposite(object: KubernetesObject): CompositeFact {
  const parsed = specSchema.safeParse(object.spec);
  const spec = parsed.success ? parsed.data : undefined;
  const machinery = spec?.crossplane ?? spec;
  const { metadata } = object;
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    name: metadata.name,
    namespace: metadata.namespace,
    conditions: parseConditions(object.status),
    deleting: metadata.deletionTimestamp !== undefined,
    requestedBy: metadata.annotations?.[CrossplaneKeys.requestedBy],
    composition: machinery?.compositionRef?.name,
    resourceRefs: (machinery?.resourceRefs ?? [])
      .slice(0, MAX_RESOURCES)
      .flatMap(item => {
        const reference = referenceSchema.safeParse(item);
        return reference.success ? [reference.data] : [];
      }),
    links: readLinks(object.status),
    createdAt: metadata.creationTimestamp,
  };
}

function readLinks(status: unknown): Array<{ title: string; url: string }> {
  const parsed = z.record(z.string(), z.unknown()).safeParse(status);
  if (!parsed.success) {
    return [];
  }
  return LINK_FIELDS.flatMap(title => {
    const url = toUrl(parsed.data[title]);
    return url ? [{ title, url }] : [];
  });
}

/** Only web addresses: whatever writes the status must not put `javascript:` on a page. */
function toUrl(value: unknown): string | undefined {
  if (typeof value !== 'string') {
    return undefined;
  }
  if (isDnsSubdomain(value) && value.includes('.')) {
    return `https://${value}`;
  }
  return /^https?:\/\//i.test(value) && URL.canParse(value)
    ? new URL(value).href
    : undefined;
}
