import { Entity } from '@backstage/catalog-model';
import {
  CrossplaneKeys,
  formatVersion,
  XrdProblem,
} from '@openportal/plugin-crossplane-common';
import { xrdAnnotations } from './entityAnnotations';
import { placementPage } from './placementPage';
import {
  PROJECT_SLUG_KEY,
  readIcon,
  readProjectSlug,
  readTechDocsRef,
  TECHDOCS_REF,
  templateLinks,
} from './readLinks';
import { specPage } from './specPage';
import { manifestPage, resourcePage } from './templatePages';
import { templateOutput, templateSteps } from './templateSteps';
import { ConvertOptions, SharedXrd } from './types';
import {
  displayDescription,
  displayTitle,
  templateTags,
  xrdOwner,
} from './xrdDisplay';

/**
 * Makes the software template of an XRD.
 *
 * @remarks
 * A template is code that the portal runs, and an XRD is written by others. So its steps and outputs
 * are fixed here; from the XRD come names that follow the rules of Kubernetes, plain text and schemas.
 *
 * @returns the entity, what it lacks, and what its form cannot show or check
 * @public
 */
export function xrdToTemplate(
  shared: SharedXrd,
  options: ConvertOptions,
): { entity: Entity; problems: XrdProblem[]; notes: string[] } {
  const { xrd, templateName, clusters, placements } = shared;
  const version = formatVersion(xrd.labels[CrossplaneKeys.version]);
  const title = displayTitle(xrd);
  const description = displayDescription(xrd);
  const links = templateLinks(xrd, {
    templateName,
    appBaseUrl: options.appBaseUrl,
    githubHost: options.githubHost,
  });
  const { page, problems, notes } = specPage(xrd, title);
  const placement = placementPage(placements);
  const entity: Entity = {
    apiVersion: 'scaffolder.backstage.io/v1beta3',
    kind: 'Template',
    metadata: {
      name: templateName,
      title: version ? `${title} ${version}` : title,
      ...(description ? { description } : {}),
      tags: templateTags(xrd, clusters),
      ...(links.length ? { links } : {}),
      ...(version
        ? { labels: { [CrossplaneKeys.version]: toLabelValue(version) } }
        : {}),
      annotations: {
        ...xrdAnnotations(shared),
        ...(version ? { [CrossplaneKeys.version]: version } : {}),
        ...checkedAnnotations(xrd.annotations),
      },
    },
    spec: {
      type: 'crossplane-xr',
      owner: xrdOwner(xrd, options),
      parameters: [
        resourcePage(shared, title),
        page,
        ...(placement ? [placement] : []),
        manifestPage(shared),
      ],
      steps: templateSteps(shared, title),
      output: templateOutput(),
    },
  };
  return { entity, problems, notes };
}

/** The annotations that are copied, each with a value that its readers can trust. */
function checkedAnnotations(
  annotations: Record<string, string>,
): Record<string, string> {
  const checked = {
    [CrossplaneKeys.icon]: readIcon(annotations[CrossplaneKeys.icon]),
    [TECHDOCS_REF]: readTechDocsRef(annotations[TECHDOCS_REF]),
    [PROJECT_SLUG_KEY]: readProjectSlug(annotations[PROJECT_SLUG_KEY]),
  };
  return Object.fromEntries(
    Object.entries(checked).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, value]],
    ),
  );
}

/** Labels allow less than versions do: build metadata after a plus sign, for example. */
function toLabelValue(version: string): string {
  return version.replaceAll('+', '_');
}
