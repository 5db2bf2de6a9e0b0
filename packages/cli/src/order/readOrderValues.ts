import { JsonValue } from '@backstage/types';
import {
  CompositeResourceDefinition,
  isDnsLabel,
  isDnsSubdomain,
} from '@openportal/plugin-crossplane-common';
import { Problem } from '../input/readYamlFile';

/** The values of an order form that make a manifest. */
export interface OrderValues {
  name: string;
  namespace?: string;
  owner?: string;
  version?: string;
  spec?: JsonValue;
  composition?: string;
  compositionUpdatePolicy?: 'Automatic' | 'Manual';
}

/** What a form knows beyond {@link OrderValues}; it does not get into the manifest. */
const OTHER_FIELDS = ['cluster', 'formVersion', 'operation', 'preview'];
const FIELDS = [
  'name',
  'namespace',
  'owner',
  'version',
  'spec',
  'composition',
  'compositionUpdatePolicy',
  ...OTHER_FIELDS,
];
const DNS_LABEL = 'up to 63 lower case letters, digits and inner dashes';

/** Reads the values of an order form. */
export function readOrderValues(
  value: JsonValue,
  xrd: CompositeResourceDefinition,
):
  | { values: OrderValues; problems?: undefined }
  | { values?: undefined; problems: Problem[] } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const reason = 'holds no values: it must be an object with name and spec';
    return { problems: [{ path: 'file', reason }] };
  }
  const problems: Problem[] = [];
  const text = (
    key: string,
    isValid: (content: string) => boolean,
    expectation: string,
    required = false,
  ): string | undefined => {
    const content = Object.hasOwn(value, key) ? value[key] : undefined;
    if (content === undefined || content === null || content === '') {
      if (required) {
        problems.push({
          path: key,
          reason: `is missing: it must be ${expectation}`,
        });
      }
      return undefined;
    }
    if (typeof content !== 'string' || !isValid(content)) {
      problems.push({
        path: key,
        reason: `is ${JSON.stringify(content).slice(
          0,
          80,
        )}: it must be ${expectation}`,
      });
      return undefined;
    }
    return content;
  };
  for (const key of Object.keys(value)) {
    if (!FIELDS.includes(key)) {
      problems.push({
        path: key,
        reason: `is no value of an order: those are ${FIELDS.join(
          ', ',
        )}, and the fields of the XRD stand under spec`,
      });
    }
  }
  const { namespaced } = xrd.orderable;
  const name = text('name', isDnsLabel, DNS_LABEL, true) ?? '';
  const namespace = text('namespace', isDnsLabel, DNS_LABEL, namespaced);
  if (namespace && !namespaced) {
    problems.push({
      path: 'namespace',
      reason: `does not fit: a ${xrd.orderable.kind} lives in no namespace`,
    });
  }
  const policy = text(
    'compositionUpdatePolicy',
    content => content === 'Automatic' || content === 'Manual',
    'Automatic or Manual',
  );
  const values: OrderValues = {
    name,
    namespace,
    owner: text('owner', content => content.length < 300, 'a group or user'),
    version: text('version', isDnsLabel, 'a version of the XRD'),
    composition: text(
      'composition',
      isDnsSubdomain,
      'the name of a composition',
    ),
    compositionUpdatePolicy: policy as OrderValues['compositionUpdatePolicy'],
    spec: Object.hasOwn(value, 'spec') ? value.spec : undefined,
  };
  return problems.length ? { problems } : { values };
}
