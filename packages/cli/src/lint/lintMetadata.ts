import { JsonObject } from '@backstage/types';
import {
  CompositeResourceDefinition,
  CrossplaneKeys,
  formatVersion,
  prefixedKeys,
} from '@openportal/plugin-crossplane-common';
import { errorAt, Finding, warningAt } from './Finding';
import { quote, toObject } from './json';

const LABEL_VALUE = /^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/;

/** Checks what the portal reads from labels and annotations. */
export function lintMetadata(
  object: JsonObject,
  xrd: CompositeResourceDefinition,
  prefix: string,
): Finding[] {
  const metadata = toObject(object.metadata);
  return [
    ...lintLabels(toObject(metadata.labels)),
    ...lintAnnotationTypes(toObject(metadata.annotations)),
    ...lintOptIn(xrd, prefix),
    ...lintVersionLabel(xrd.labels[CrossplaneKeys.version]),
    ...lintDisplay(xrd),
  ];
}

function lintLabels(labels: JsonObject): Finding[] {
  return Object.entries(labels).flatMap(([key, value]) =>
    typeof value === 'string' && LABEL_VALUE.test(value)
      ? []
      : [
          errorAt(
            `metadata.labels.${key}`,
            typeof value === 'string'
              ? `is ${quote(
                  value,
                )}: a label has up to 63 letters, digits, dots, dashes and underscores`
              : `is ${quote(value)}: a label must be text, so put it in quotes`,
          ),
        ],
  );
}

function lintAnnotationTypes(annotations: JsonObject): Finding[] {
  return Object.entries(annotations).flatMap(([key, value]) =>
    typeof value === 'string'
      ? []
      : [
          errorAt(
            `metadata.annotations.${key}`,
            `is ${quote(
              value,
            )}: an annotation must be text, so put it in quotes`,
          ),
        ],
  );
}

function lintOptIn(
  { labels, annotations }: CompositeResourceDefinition,
  prefix: string,
): Finding[] {
  const keys = prefixedKeys(prefix);
  if (annotations[keys.excludeFromCatalog] === 'true') {
    return [
      warningAt(
        `metadata.annotations.${keys.excludeFromCatalog}`,
        'keeps it out of the portal: there is no template',
      ),
    ];
  }
  const generate = labels[keys.generateForm];
  if (generate === 'true' || annotations[keys.addToCatalog] === 'true') {
    return [];
  }
  return [
    warningAt(
      `metadata.labels.${keys.generateForm}`,
      generate === undefined
        ? 'is missing: without the value "true" a portal makes a template only when it takes every XRD'
        : `is ${quote(generate)}: only "true" makes a template`,
    ),
  ];
}

function lintVersionLabel(label: string | undefined): Finding[] {
  const path = `metadata.labels.${CrossplaneKeys.version}`;
  if (label === undefined) {
    return [
      warningAt(path, 'is missing: the template shows no release version'),
    ];
  }
  return formatVersion(label)
    ? []
    : [
        warningAt(
          path,
          `is ${quote(label)}: it is no version such as 1.0.2, v1.0.2 or dev`,
        ),
      ];
}

function lintDisplay(xrd: CompositeResourceDefinition): Finding[] {
  const { annotations, current } = xrd;
  return [
    ...(annotations['backstage.io/title']?.trim()
      ? []
      : [
          warningAt(
            'metadata.annotations.backstage.io/title',
            `is missing: the template is called ${xrd.orderable.kind}`,
          ),
        ]),
    ...(annotations['backstage.io/description']?.trim() ||
    current.schema?.description
      ? []
      : [
          warningAt(
            'metadata.annotations.backstage.io/description',
            'is missing, and the schema has none: the template says nothing about itself',
          ),
        ]),
  ];
}
