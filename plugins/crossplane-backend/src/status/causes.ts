import {
  OrderFailure,
  OrderFailureCategory,
} from '@openportal/plugin-crossplane-common';
import { admissionSays } from '@openportal/plugin-crossplane-node';

type Responsible = OrderFailure['responsible'];

/** A cause that is known by what the failing system says. */
export interface KnownCause {
  /** Stable name. */
  cause: string;
  category: OrderFailureCategory;
  responsible: Responsible;
  /** What the reason or the message of the failing condition has in it. */
  says: RegExp;
  fix: string;
}

/** What is known of the cause when no entry of a table fits. */
export type GeneralCause = Omit<KnownCause, 'says'>;

/*
 * The tables below are read from the top: the first entry that fits is the cause, so the special ones come before
 * the general ones. The messages are written by others: they are shortened before, and no expression repeats a group.
 */

/** Why Flux cannot bring a file into the cluster. */
export const FLUX_CAUSES: KnownCause[] = [
  {
    cause: 'flux-decryption',
    category: 'flux',
    responsible: 'platform',
    says: /decrypt|sops|age: no identity/i,
    fix: 'Flux cannot decrypt a file of the orders repository: the platform team has to check `spec.decryption` of the Kustomization and its key',
  },
  {
    cause: 'flux-dependency',
    category: 'flux',
    responsible: 'platform',
    says: /DependencyNotReady|dependency .* is not ready|unmet dependencies/i,
    fix: 'Flux waits for another Kustomization: look at that one first',
  },
  {
    cause: 'flux-path',
    category: 'flux',
    responsible: 'platform',
    says: /path not found|no such file or directory|ArtifactFailed/i,
    fix: 'The folder that the Kustomization applies is not in the orders repository: correct `spec.path` of the Kustomization, or put the folder back',
  },
  {
    cause: 'flux-source',
    category: 'flux',
    responsible: 'platform',
    says: /GitOperationFailed|AuthenticationFailed|failed to checkout|unable to clone|authentication required|could not read from remote|repository not found|Source .* not found|artifact not found/i,
    fix: 'Flux cannot fetch the orders repository: check the address and the credentials of the GitRepository',
  },
  {
    cause: 'flux-build',
    category: 'flux',
    responsible: 'requester',
    says: /BuildFailed|kustomize build failed|accumulating resources|failed to decode|yaml: |error converting YAML|may not add resource with an already registered id/i,
    fix: 'A file in the orders repository is not valid for kustomize, which stops all orders: correct or remove the file that the message names',
  },
  {
    cause: 'admission-denied',
    category: 'validation',
    responsible: 'requester',
    says: admissionSays.refused,
    fix: 'A policy of the cluster refuses the order: change the value that the policy names, or ask the platform team for an exception',
  },
  {
    cause: 'flux-forbidden',
    category: 'flux',
    responsible: 'platform',
    says: /forbidden|cannot (?:patch|create|get|update|impersonate) resource|Unauthorized/i,
    fix: 'Flux may not apply this kind or into this namespace: the platform team has to extend the rights of the service account that the Kustomization uses',
  },
  {
    cause: 'kind-missing',
    category: 'crossplane',
    responsible: 'platform',
    says: /no matches for kind|could not find the requested resource|resource mapping not found/i,
    fix: 'The cluster does not know this kind (any more): the platform team has to install the XRD, or the order has to be removed',
  },
  {
    cause: 'namespace-missing',
    category: 'flux',
    responsible: 'platform',
    says: /namespaces? .* not found|namespace not found|is being terminated/i,
    fix: 'The namespace of the order is not there: create it (Flux does where the repository has its manifest), or order into another one',
  },
  {
    cause: 'immutable-field',
    category: 'validation',
    responsible: 'requester',
    says: /immutable/i,
    fix: 'A field was changed that cannot be changed after creation: take the change back, or delete the order and order again',
  },
  {
    cause: 'quota-exceeded',
    category: 'validation',
    responsible: 'requester',
    says: admissionSays.quotaExceeded,
    fix: 'The namespace has used up its quota: remove something, or ask the platform team for more',
  },
  {
    cause: 'invalid-field',
    category: 'validation',
    responsible: 'requester',
    says: /\(Invalid\)|is invalid|Invalid value|Unsupported value|Required value|unknown field|strict decoding|validation failure|field not declared/i,
    fix: 'Correct the field that the message names: change the order',
  },
  {
    cause: 'flux-timeout',
    category: 'flux',
    responsible: 'platform',
    says: /timeout|deadline exceeded|HealthCheckFailed/i,
    fix: 'Flux ran into a time limit: it tries again by itself; if it does not get better, look at the objects that the message names',
  },
];

export const OTHER_FLUX_CAUSE: GeneralCause = {
  cause: 'other',
  category: 'flux',
  responsible: 'platform',
  fix: 'Look at the message of Flux: correct the file that it names, or ask the platform team when Flux itself is the reason',
};

/** Why Crossplane cannot work on the ordered resource or its composition. */
export const CROSSPLANE_CAUSES: KnownCause[] = [
  {
    cause: 'function-missing',
    category: 'crossplane',
    responsible: 'platform',
    says: /cannot find an active FunctionRevision|function .* is not installed|no such function|FunctionRevision.* not found/i,
    fix: 'A function of the composition is not installed: the platform team has to install it',
  },
  {
    cause: 'composition-missing',
    category: 'crossplane',
    responsible: 'platform',
    says: /no compatible Compositions?|cannot select Composition|cannot (?:get|fetch|find) Composition|compositions?(?:revisions?)?\.apiextensions\.crossplane\.io .* not found|composition .* not found/i,
    fix: 'There is no composition for this kind: the platform team has to install one, or the order has to name another one',
  },
  {
    cause: 'crossplane-forbidden',
    category: 'crossplane',
    responsible: 'platform',
    says: /is forbidden|cannot (?:patch|create|get|list|watch|update) resource/i,
    fix: 'Crossplane may not make what the composition asks for: the platform team has to give its service account the rights (ClusterRole with the label `rbac.crossplane.io/aggregate-to-crossplane`)',
  },
  {
    cause: 'composed-kind-missing',
    category: 'provider',
    responsible: 'platform',
    says: /no matches for kind|could not find the requested resource/i,
    fix: 'The composition makes a kind that no installed provider has: the platform team has to install the provider',
  },
  {
    cause: 'quota-exceeded',
    category: 'crossplane',
    responsible: 'requester',
    says: admissionSays.quotaExceeded,
    fix: 'The namespace has used up its quota: remove something, or ask the platform team for more',
  },
  {
    cause: 'composed-invalid',
    category: 'crossplane',
    responsible: 'platform',
    says: /composed resource .*invalid/i,
    fix: 'The composition makes a resource that its kind does not allow: correct the value of the order that it comes from, or ask the platform team to correct the composition',
  },
  {
    cause: 'function-failed',
    category: 'crossplane',
    responsible: 'platform',
    says: /cannot run (?:Composition )?pipeline|pipeline step .* returned a fatal result|fatal result|cannot run function|rpc error/i,
    fix: 'A step of the composition fails: correct the value of the order that the message names, or ask the platform team to correct the composition',
  },
  {
    cause: 'patch-failed',
    category: 'crossplane',
    responsible: 'requester',
    says: /cannot apply .*patch|no such field|cannot render|required field path|fieldpath/i,
    fix: 'The composition needs a value that the order does not have: set the field that the message names',
  },
  {
    cause: 'invalid-field',
    category: 'validation',
    responsible: 'requester',
    says: /is invalid|Invalid value|Unsupported value|Required value|unknown field|must be/i,
    fix: 'Correct the field that the message names: change the order',
  },
  {
    cause: 'composition-failed',
    category: 'crossplane',
    responsible: 'platform',
    says: /compos|pipeline|function/i,
    fix: 'The platform team has to correct the composition of this template',
  },
];

export const OTHER_CROSSPLANE_CAUSE: GeneralCause = {
  cause: 'other',
  category: 'crossplane',
  responsible: 'requester',
  fix: 'Read the message of Crossplane: correct the values of the order, or ask the platform team',
};

/** Why a provider cannot make the real thing. */
export const PROVIDER_CAUSES: KnownCause[] = [
  {
    cause: 'provider-config-missing',
    category: 'provider',
    responsible: 'platform',
    says: /ProviderConfig.* not found|cannot get (?:referenced )?(?:Cluster)?ProviderConfig|providerconfigs?\..* not found|no ProviderConfig/i,
    fix: 'The provider has no configuration for this order: the platform team has to create the ProviderConfig that the message names',
  },
  {
    cause: 'credentials-missing',
    category: 'provider',
    responsible: 'platform',
    says: /cannot (?:get|extract|find) credentials|credentials? .*(?:missing|not found|empty)|secrets? .* not found|no valid credential|NoCredentialProviders|could not load credentials/i,
    fix: 'The credentials of the provider are missing: the platform team has to put them where its ProviderConfig says',
  },
  {
    cause: 'quota-exceeded',
    category: 'provider',
    responsible: 'platform',
    says: /quota|LimitExceeded|limit exceeded|InsufficientCapacity|insufficient capacity|too many .* (?:exist|in use)/i,
    fix: 'The account at the provider has reached a limit: remove something there, or ask the platform team to raise it',
  },
  {
    cause: 'provider-throttled',
    category: 'provider',
    responsible: 'platform',
    says: /Throttl|TooManyRequests|rate exceeded|rate limit|\b429\b/i,
    fix: 'The provider is asked too often and slows down: Crossplane tries again by itself',
  },
  {
    cause: 'access-denied',
    category: 'provider',
    responsible: 'platform',
    says: /AccessDenied|access denied|UnauthorizedOperation|Unauthorized|not authorized|permission denied|forbidden|InvalidClientTokenId|ExpiredToken|AuthFailure|invalid_grant|\b40[13]\b/i,
    fix: 'The account of the provider may not do this: the platform team has to check the credentials of its ProviderConfig and their rights',
  },
  {
    cause: 'already-exists',
    category: 'provider',
    responsible: 'requester',
    says: /already exists|AlreadyExists|Conflict(?:Exception)?\b|name .* (?:is )?(?:not available|taken)|BucketAlreadyOwnedByYou|\b409\b/i,
    fix: 'The thing exists at the provider already: order under another name, or ask the platform team to let Crossplane adopt it',
  },
  {
    cause: 'reference-unresolved',
    category: 'provider',
    responsible: 'requester',
    says: /cannot resolve references|referenced field was empty|ReferencesResolved/i,
    fix: 'The resource refers to another one that is not ready or not there: look at that one first',
  },
  {
    cause: 'provider-unreachable',
    category: 'provider',
    responsible: 'platform',
    says: /connection refused|no such host|i\/o timeout|dial tcp|TLS handshake|deadline exceeded|x509|\b50[0234]\b|service unavailable/i,
    fix: 'The provider does not reach its service: Crossplane tries again; if it stays, the platform team has to check the network and the address',
  },
  {
    cause: 'invalid-value',
    category: 'provider',
    responsible: 'requester',
    says: /InvalidParameter|InvalidRequest|ValidationException|ValidationError|is invalid|invalid value|malformed|\b400\b|\b422\b|bad request/i,
    fix: 'The provider refuses a value: change the order',
  },
];

export const OTHER_PROVIDER_CAUSE: GeneralCause = {
  cause: 'other',
  category: 'provider',
  responsible: 'platform',
  fix: 'Read the message of the provider: correct the values of the order, or ask the platform team when credentials or limits are the reason',
};

/** The first known cause that fits what a failing condition says. */
export function classifyCause(
  causes: KnownCause[],
  general: GeneralCause,
  condition: { reason?: string; message?: string },
): GeneralCause {
  const text = `${condition.reason ?? ''} ${condition.message ?? ''}`;
  const found = causes.find(({ says }) => says.test(text));
  if (!found) {
    return general;
  }
  const { says: _, ...cause } = found;
  return cause;
}
