import { Expressions } from './cel/Expressions';
import { checkRules, validateRules } from './cel/validateRules';
import { checkLabels, checkName } from './names';
import { checkCustomResourceDefinition } from './ResourceTypes';
import { validateAgainstSchema } from './schemaValidation';
import { badRequest, invalid, StatusCause } from './status';
import { applyDefaults, pruneUnknownFields } from './structuralSchema';
import {
  isJsonObject,
  KubernetesObject,
  objectsAt,
  ResourceType,
  toApiVersion,
  valueAt,
} from './types';

/** How strictly unknown fields are taken. */
export type FieldValidation = 'Strict' | 'Warn' | 'Ignore';

/** Reads the body of a create, update or apply request for a resource. */
export function parseObject(
  body: unknown,
  type: ResourceType,
  target: { namespace?: string; name?: string },
): KubernetesObject {
  if (!isJsonObject(body)) {
    throw badRequest('the request body must be one JSON object');
  }
  const expected = toApiVersion(type.group, type.version);
  const apiVersion = body.apiVersion ?? expected;
  const kind = body.kind ?? type.kind;
  if (apiVersion !== expected || kind !== type.kind) {
    throw badRequest(
      `${kind} in version "${apiVersion}" cannot be handled as a ${type.kind}: the API version in the data (${apiVersion}) does not match the expected API version (${expected})`,
    );
  }
  const metadata = isJsonObject(body.metadata) ? body.metadata : {};
  if (
    type.namespaced &&
    target.namespace !== undefined &&
    metadata.namespace !== undefined &&
    metadata.namespace !== target.namespace
  ) {
    throw badRequest(
      `the namespace of the provided object does not match the namespace sent on the request`,
    );
  }
  if (
    target.name !== undefined &&
    metadata.name !== undefined &&
    metadata.name !== target.name
  ) {
    throw badRequest(
      `the name of the object (${metadata.name}) does not match the name on the URL (${target.name})`,
    );
  }
  const { namespace: _dropped, ...rest } = structuredClone(metadata);
  return {
    ...structuredClone(body),
    apiVersion: expected,
    kind: type.kind,
    metadata: {
      ...rest,
      ...(type.namespaced && target.namespace !== undefined
        ? { namespace: target.namespace }
        : {}),
      ...(target.name !== undefined ? { name: target.name } : {}),
    },
  };
}

/** What the real server fills in for built-in kinds. Changes `object`. */
function applyKindDefaults(object: KubernetesObject): void {
  switch (object.kind) {
    case 'Namespace':
      object.spec = { finalizers: ['kubernetes'], ...object.spec };
      object.status = { phase: 'Active', ...object.status };
      object.metadata.labels = {
        ...object.metadata.labels,
        'kubernetes.io/metadata.name': object.metadata.name ?? '',
      };
      break;
    case 'Secret': {
      const { stringData } = object;
      if (isJsonObject(stringData)) {
        const encoded = Object.entries(stringData).map(([key, value]) => [
          key,
          Buffer.from(String(value)).toString('base64'),
        ]);
        object.data = {
          ...(isJsonObject(object.data) ? object.data : {}),
          ...Object.fromEntries(encoded),
        };
        delete object.stringData;
      }
      break;
    }
    case 'Pod':
      object.status = { phase: 'Pending', ...object.status };
      break;
    case 'CustomResourceDefinition':
      object.status = {
        ...object.status,
        acceptedNames: valueAt(object, 'spec', 'names'),
        conditions: ['NamesAccepted', 'Established'].map(conditionType => ({
          type: conditionType,
          status: 'True',
          reason:
            conditionType === 'NamesAccepted'
              ? 'NoConflicts'
              : 'InitialNamesAccepted',
          message: 'the initial names have been accepted',
        })),
      };
      break;
    default:
  }
}

function checkWorkloadSelector(object: KubernetesObject): StatusCause[] {
  const selector = valueAt(object, 'spec', 'selector', 'matchLabels');
  const labels = valueAt(object, 'spec', 'template', 'metadata', 'labels');
  const matches = Object.entries(isJsonObject(selector) ? selector : {}).every(
    ([key, value]) => isJsonObject(labels) && labels[key] === value,
  );
  return matches
    ? []
    : [
        {
          reason: 'FieldValueInvalid',
          field: 'spec.template.metadata.labels',
          message: `Invalid value: ${JSON.stringify(
            labels ?? {},
          )}: \`selector\` does not match template \`labels\``,
        },
      ];
}

function checkBuiltin(
  object: KubernetesObject,
  before: KubernetesObject | undefined,
): StatusCause[] {
  const causes: StatusCause[] = [];
  if (
    object.apiVersion === 'apps/v1' &&
    ['Deployment', 'ReplicaSet', 'StatefulSet'].includes(object.kind)
  ) {
    causes.push(...checkWorkloadSelector(object));
    if (
      before &&
      JSON.stringify(before.spec?.selector) !==
        JSON.stringify(object.spec?.selector)
    ) {
      causes.push({
        reason: 'FieldValueInvalid',
        field: 'spec.selector',
        message: `Invalid value: ${JSON.stringify(
          object.spec?.selector,
        )}: field is immutable`,
      });
    }
  }
  return causes;
}

/**
 * Prunes, fills in defaults and checks an object, as the server does before
 * it stores one. Changes `object`.
 */
export function admit(options: {
  type: ResourceType;
  object: KubernetesObject;
  before?: KubernetesObject;
  fieldValidation: FieldValidation;
  warnings: string[];
  expressions: Expressions;
}): void {
  const { type, object, before, fieldValidation, warnings, expressions } =
    options;
  const { schema } = type;
  if (schema && type.custom) {
    const { apiVersion, kind, metadata, ...fields } = object;
    const pruned = pruneUnknownFields(schema, fields);
    for (const key of Object.keys(object)) {
      if (!['apiVersion', 'kind', 'metadata'].includes(key)) {
        delete object[key];
      }
    }
    Object.assign(object, fields);
    const messages = pruned.map(path => `unknown field "${path}"`);
    if (messages.length > 0 && fieldValidation === 'Strict') {
      throw badRequest(
        `${type.kind} in version "${type.version}" cannot be handled as a ${
          type.kind
        }: strict decoding error: ${messages.join(', ')}`,
      );
    }
    if (fieldValidation === 'Warn') {
      warnings.push(...messages);
    }
  }
  if (schema) {
    applyDefaults(schema, object);
  }
  applyKindDefaults(object);
  const name = object.metadata.name ?? '';
  const nameCause = before ? undefined : checkName(type.kind, name);
  const causes: StatusCause[] = [
    ...(nameCause ? [nameCause] : []),
    ...checkLabels(object.metadata.labels ?? {}),
    ...(schema ? validateAgainstSchema(schema, object) : []),
    ...(type.custom ? [] : checkBuiltin(object, before)),
  ];
  // Rules are only asked about what has the right shape.
  if (schema && causes.length === 0) {
    causes.push(
      ...validateRules(expressions, {
        schema,
        value: object,
        before,
        path: '',
      }),
    );
  }
  if (causes.length > 0) {
    throw invalid(type, name, causes);
  }
  if (type.kind === 'CustomResourceDefinition') {
    checkCustomResourceDefinition(object);
    const ruleCauses = objectsAt(object, 'spec', 'versions').flatMap(
      (version, index) => {
        const versionSchema = valueAt(version, 'schema', 'openAPIV3Schema');
        return isJsonObject(versionSchema)
          ? checkRules(
              expressions,
              versionSchema,
              `spec.versions[${index}].schema.openAPIV3Schema`,
            )
          : [];
      },
    );
    if (ruleCauses.length > 0) {
      throw invalid(type, name, ruleCauses);
    }
  }
}
