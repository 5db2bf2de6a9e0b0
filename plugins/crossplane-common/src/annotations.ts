/**
 * Labels and annotations that the crossplane packages read and write.
 *
 * @public
 */
export const CrossplaneKeys = {
  /** Label on an XRD and its Template: the release version. */
  version: 'openportal.dev/version',
  /** On an ordered resource: the order it came from, `<cluster>/<namespace>/<xrd>/<name>`. */
  order: 'openportal.dev/order',
  /** On an ordered resource: entity reference of who asked for it. */
  requestedBy: 'openportal.dev/requested-by',
  /** On an ordered resource: its file in the orders repository, `<owner>/<repository>/<path>`. */
  sourceFile: 'openportal.dev/source-file',
  /** On an XRD: `owner/name` of the repository that its orders go to, one of those the configuration allows. */
  orderRepo: 'openportal.dev/order-repo',
  /** On an XRD: template of the path of its orders. */
  orderPath: 'openportal.dev/order-path',
  /** On an XRD: comma separated extra tags of the template. */
  tags: 'openportal.dev/tags',
  /** On an XRD: icon of the links of its template, by the name that the app knows it by. */
  icon: 'openportal.dev/icon',
  /** On an XRD: web address of its documentation. */
  documentation: 'openportal.dev/documentation',
  /** On entities of a cluster that cannot be read at the moment. */
  stale: 'openportal.dev/stale',
  /** On Template, API and Resource entities: name of the XRD. */
  xrdName: 'crossplane.io/xrd-name',
  /** On Template, API and Resource entities: API group of the XRD. */
  xrdGroup: 'crossplane.io/xrd-group',
  /** On Template and API entities: `metadata.generation` of the XRD. */
  xrdGeneration: 'crossplane.io/xrd-generation',
  /** On Template, API and Resource entities: comma separated names of the clusters. */
  clusters: 'openportal.dev/clusters',
  /** On a Resource entity: the order page of the resource. */
  orderRef: 'openportal.dev/order-ref',
} as const;

/**
 * Prefix of the annotations that other ingestors already write, when none is configured.
 *
 * @public
 */
export const DEFAULT_ANNOTATION_PREFIX = 'terasky.backstage.io';

/**
 * Labels and annotations whose prefix is configurable.
 *
 * @public
 */
export function prefixedKeys(prefix: string = DEFAULT_ANNOTATION_PREFIX) {
  return {
    /** Label on an XRD: make a template of it. */
    generateForm: `${prefix}/generate-form`,
    addToCatalog: `${prefix}/add-to-catalog`,
    excludeFromCatalog: `${prefix}/exclude-from-catalog`,
    owner: `${prefix}/owner`,
    system: `${prefix}/system`,
    title: `${prefix}/title`,
    description: `${prefix}/description`,
    lifecycle: `${prefix}/lifecycle`,
    /** On a composite resource: `spec.type` of its entity. */
    componentType: `${prefix}/component-type`,
    /** On a composite resource: JSON list of `{ url, title?, icon? }`. */
    links: `${prefix}/links`,
    /** On a composite resource: comma separated entity references. */
    dependsOn: `${prefix}/dependsOn`,
  };
}
