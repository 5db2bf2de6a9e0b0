/**
 * Functions that rules of Kubernetes may call, whatever they are called on.
 *
 * @see https://kubernetes.io/docs/reference/using-api/cel/
 */
export const KNOWN_FUNCTIONS: ReadonlySet<string> = new Set(
  [
    // The language itself: values, macros, text and times.
    'size type int uint double string bytes bool dyn duration timestamp',
    'has all exists exists_one existsOne map filter',
    'transformList transformMap transformMapEntry',
    'contains startsWith endsWith matches',
    'getFullYear getMonth getDayOfYear getDayOfMonth getDate getDayOfWeek',
    'getHours getMinutes getSeconds getMilliseconds',
    // Text.
    'charAt indexOf join lastIndexOf lowerAscii upperAscii quote replace split',
    'strings substring trim format find findAll',
    // Lists and sets.
    'isSorted sum min max equivalent intersects',
    // Optional values.
    'of none ofNonZeroValue hasValue value or orValue optMap optFlatMap',
    // Addresses.
    'url isURL getScheme getHost getHostname getPort getEscapedPath getQuery',
    'ip isIP isCanonical family isUnspecified isLoopback isGlobalUnicast',
    'isLinkLocalMulticast isLinkLocalUnicast',
    'cidr isCIDR containsIP containsCIDR masked prefixLength',
    // Quantities and versions.
    'quantity isQuantity isInteger asInteger asApproximateFloat sign add sub',
    'isLessThan isGreaterThan compareTo',
    'semver isSemver major minor patch',
    // Formats.
    'named validate dns1123Label dns1123Subdomain dns1035Label qualifiedName',
    'dns1123LabelPrefix dns1123SubdomainPrefix dns1035LabelPrefix labelValue',
    'uri uuid byte date datetime',
  ].flatMap(names => names.split(' ')),
);

/** Names that stand for something in every rule: the value, types, and what functions are grouped by. */
export const KNOWN_NAMES: ReadonlySet<string> = new Set(
  [
    'self oldSelf',
    'bool bytes double duration dyn int list map null_type string timestamp',
    'type uint google optional optional_type',
    'base64 cel format ip lists math sets strings',
  ].flatMap(names => names.split(' ')),
);

/** Macros whose first arguments are names of their own. */
export const BINDING_MACROS: ReadonlySet<string> = new Set(
  'all exists exists_one existsOne map filter transformList transformMap transformMapEntry optMap optFlatMap bind'.split(
    ' ',
  ),
);
