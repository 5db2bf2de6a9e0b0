import { KubernetesObject } from '@openportal/kubernetes-node';
import {
  CrossplaneKeys,
  isDnsSubdomain,
  OrderLink,
  OrderResourceReference,
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

const nameSchema = z.object({ name: z.string() }).optional().catch(undefined);

const machinerySchema = z.object({
  compositionRef: nameSchema,
  compositionRevisionRef: nameSchema,
  compositionUpdatePolicy: z.string().optional().catch(undefined),
  resourceRefs: z.array(z.unknown()).catch([]),
});

/** Crossplane v2 keeps its own fields under `spec.crossplane`, v1 directly in `spec`. */
const specSchema = machinerySchema.extend({
  crossplane: machinerySchema.optional().catch(undefined),
  writeConnectionSecretToRef: z
    .object({ name: z.string(), namespace: z.string().optional() })
    .optional()
    .catch(undefined),
});

/** Fields of a status that usually hold an address people want to open. */
const LINK_FIELDS = [
  'url',
  'domain',
  'fqdn',
  'endpoint',
  'host',
  'hostname',
  'address',
  'dashboardUrl',
  'consoleUrl',
];
const MAX_RESOURCES = 100;

/** Reads what the status page needs of a composite resource; never its secrets. */
export function parseComposite(object: KubernetesObject): CompositeFact {
  const parsed = specSchema.safeParse(object.spec);
  const spec = parsed.success ? parsed.data : undefined;
  const machinery = spec?.crossplane ?? spec;
  const references = parseReferences(object);
  const { metadata } = object;
  const secret = spec?.writeConnectionSecretToRef;
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    name: metadata.name,
    namespace: metadata.namespace,
    uid: metadata.uid,
    owner: { uid: metadata.uid, namespace: metadata.namespace },
    conditions: parseConditions(object.status),
    deleting: metadata.deletionTimestamp !== undefined,
    keptByFlux: isKeptByFlux(object),
    requestedBy: metadata.annotations?.[CrossplaneKeys.requestedBy],
    composition: machinery?.compositionRef?.name,
    compositionRevision: machinery?.compositionRevisionRef?.name,
    compositionUpdatePolicy: machinery?.compositionUpdatePolicy,
    resourceRefs: references.slice(0, MAX_RESOURCES),
    omittedRefs: Math.max(0, references.length - MAX_RESOURCES),
    ...(secret
      ? {
          connectionSecret: {
            name: secret.name,
            namespace: secret.namespace ?? metadata.namespace,
          },
        }
      : {}),
    links: readLinks(object.status),
    createdAt: metadata.creationTimestamp,
  };
}

const FLUX_SWITCHES = ['prune', 'reconcile'].map(
  name => `kustomize.toolkit.fluxcd.io/${name}`,
);

/** Flux looks for these among labels and annotations alike. */
function isKeptByFlux({ metadata }: KubernetesObject): boolean {
  return FLUX_SWITCHES.some(
    key =>
      metadata.annotations?.[key] === 'disabled' ||
      metadata.labels?.[key] === 'disabled',
  );
}

/** What an object says it is composed of; empty for objects that compose nothing. */
export function parseReferences(
  object: KubernetesObject,
): OrderResourceReference[] {
  const parsed = specSchema.safeParse(object.spec);
  if (!parsed.success) {
    return [];
  }
  const { resourceRefs } = parsed.data.crossplane ?? parsed.data;
  return resourceRefs.flatMap(item => {
    const reference = referenceSchema.safeParse(item);
    return reference.success ? [reference.data] : [];
  });
}

function readLinks(status: unknown): OrderLink[] {
  const parsed = z.record(z.string(), z.unknown()).safeParse(status);
  if (!parsed.success) {
    return [];
  }
  const links = LINK_FIELDS.flatMap(title => {
    const url = toUrl(parsed.data[title]);
    return url ? [{ title, url }] : [];
  });
  return links.filter(
    ({ url }, index) => links.findIndex(link => link.url === url) === index,
  );
}

/** Only web addresses: whatever writes the status must not put `javascript:` on a page. */
function toUrl(value: unknown): string | undefined {
  if (typeof value !== 'string') {
    return undefined;
  }
  if (isDnsSubdomain(value) && /\.[a-z]/.test(value)) {
    return `https://${value}`;
  }
  if (!/^https?:\/\//i.test(value) || !URL.canParse(value)) {
    return undefined;
  }
  const url = new URL(value);
  // An address with credentials in it is no link for a page.
  return url.username || url.password ? undefined : url.href;
}
