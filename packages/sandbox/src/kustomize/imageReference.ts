/** The parts of an image reference. */
export interface ImageReference {
  /** Registry host with port, when the reference names one. */
  domain?: string;
  /** Repository without the host. */
  path: string;
  tag?: string;
  digest?: string;
}

const DOMAIN_COMPONENT = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const IPV6 = '\\[(?:[a-fA-F0-9:]+)\\]';
const DOMAIN = `(?:${DOMAIN_COMPONENT}(?:\\.${DOMAIN_COMPONENT})*|${IPV6})(?::[0-9]+)?`;
const PATH_COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const PATH = `${PATH_COMPONENT}(?:/${PATH_COMPONENT})*`;
const TAG = '[\\w][\\w.-]{0,127}';
const DIGEST =
  '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}';
const REFERENCE = new RegExp(
  `^((?:${DOMAIN}/)?${PATH})(?::(${TAG}))?(?:@(${DIGEST}))?$`,
);
const NAME = new RegExp(`^(?:(${DOMAIN})/)?(${PATH})$`);
const MAXIMUM_LENGTH = 1024;

/** The first part of a name is a host when it looks like one: a dot, a port, or localhost. */
function isDomain(text: string): boolean {
  return /[.:]/.test(text) || text === 'localhost' || /[A-Z]/.test(text);
}

/** Reads an image reference by the grammar of the distribution project; undefined when it is none. */
export function parseImageReference(text: string): ImageReference | undefined {
  if (text.length > MAXIMUM_LENGTH) {
    return undefined;
  }
  const parts = REFERENCE.exec(text);
  const name = parts && NAME.exec(parts[1]);
  if (!parts || !name) {
    return undefined;
  }
  const hasDomain = name[1] !== undefined && isDomain(name[1]);
  return {
    ...(hasDomain ? { domain: name[1] } : {}),
    path: hasDomain ? name[2] : parts[1],
    ...(parts[2] ? { tag: parts[2] } : {}),
    ...(parts[3] ? { digest: parts[3] } : {}),
  };
}

/** The repository of a reference with its host. */
export function imageName(reference: ImageReference): string {
  return reference.domain
    ? `${reference.domain}/${reference.path}`
    : reference.path;
}

/** Writes a reference. */
export function formatImageReference(reference: ImageReference): string {
  return [
    imageName(reference),
    reference.tag ? `:${reference.tag}` : '',
    reference.digest ? `@${reference.digest}` : '',
  ].join('');
}
