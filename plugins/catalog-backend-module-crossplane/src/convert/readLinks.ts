import { EntityLink } from '@backstage/catalog-model';
import { JsonValue } from '@backstage/types';
import {
  CompositeResourceDefinition,
  CrossplaneKeys,
  toPlainText,
} from '@openportal/plugin-crossplane-common';

/** Annotation with the documentation of an entity, as TechDocs reads it. */
export const TECHDOCS_REF = 'backstage.io/techdocs-ref';
/** Annotation with the repository of an entity, as the GitHub plugins read it. */
export const PROJECT_SLUG_KEY = 'github.com/project-slug';

const GITHUB = 'github.com';
const MAX_LINKS = 10;
const MAX_URL_LENGTH = 2000;
const ICON = /^[A-Za-z0-9][A-Za-z0-9:_-]{0,62}$/;
const PROJECT_SLUG = /^[A-Za-z0-9][A-Za-z0-9-]{0,38}\/[A-Za-z0-9_.-]{1,100}$/;

/** The value as a web address without credentials, or `undefined`: no scripts, no data, no other schemes. */
export function readWebAddress(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > MAX_URL_LENGTH) {
    return undefined;
  }
  try {
    const url = new URL(value.trim());
    const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
    return isWeb && !url.username && !url.password
      ? toPlainText(url.href, MAX_URL_LENGTH)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The value as the name of an icon, or `undefined`. */
export function readIcon(value: unknown): string | undefined {
  return typeof value === 'string' && ICON.test(value) ? value : undefined;
}

/** The value as `owner/repository`, or `undefined`. */
export function readProjectSlug(value: unknown): string | undefined {
  return typeof value === 'string' &&
    PROJECT_SLUG.test(value) &&
    !/\/\.{1,2}$/.test(value)
    ? value
    : undefined;
}

/**
 * The value as a reference that TechDocs can follow, or `undefined`. A template made from a cluster has no
 * folder of its own, so only references with an address are of use.
 */
export function readTechDocsRef(value: unknown): string | undefined {
  const address =
    typeof value === 'string' && value.startsWith('url:')
      ? readWebAddress(value.slice('url:'.length))
      : undefined;
  return address ? `url:${address}` : undefined;
}

/** Reads the JSON list of links in an annotation; entries that are none are left out. */
export function readLinkList(value: string | undefined): EntityLink[] {
  let list: JsonValue;
  try {
    list = JSON.parse(value ?? '[]');
  } catch {
    return [];
  }
  return (Array.isArray(list) ? list : [])
    .slice(0, MAX_LINKS)
    .flatMap((item): EntityLink[] => {
      const link =
        typeof item === 'object' && item !== null && !Array.isArray(item)
          ? item
          : { url: item };
      const url = readWebAddress(link.url);
      const title =
        typeof link.title === 'string'
          ? toPlainText(link.title, 100).trim()
          : '';
      const icon = readIcon(link.icon);
      return url
        ? [{ url, ...(title ? { title } : {}), ...(icon ? { icon } : {}) }]
        : [];
    });
}

/** The links that the card of a template shows: documentation and source. */
export function templateLinks(
  xrd: CompositeResourceDefinition,
  place: { templateName: string; appBaseUrl?: string; githubHost?: string },
): EntityLink[] {
  const { annotations } = xrd;
  const icon = readIcon(annotations[CrossplaneKeys.icon]);
  const documentation =
    readWebAddress(annotations[CrossplaneKeys.documentation]) ??
    (place.appBaseUrl && readTechDocsRef(annotations[TECHDOCS_REF])
      ? readWebAddress(
          `${place.appBaseUrl.replace(/\/+$/, '')}/docs/default/template/${
            place.templateName
          }`,
        )
      : undefined);
  const slug = readProjectSlug(annotations[PROJECT_SLUG_KEY]);
  const source =
    slug && readWebAddress(`https://${place.githubHost ?? GITHUB}/${slug}`);
  return [
    ...(documentation
      ? [{ url: documentation, title: 'Documentation', icon: icon ?? 'docs' }]
      : []),
    ...(source ? [{ url: source, title: 'Source', icon: 'github' }] : []),
  ];
}
