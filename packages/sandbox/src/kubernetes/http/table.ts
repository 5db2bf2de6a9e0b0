import { Request } from 'express';
import {
  isJsonObject,
  JsonObject,
  KubernetesObject,
  PrinterColumn,
  ResourceType,
  valueAt,
} from '../types';

const AGE: PrinterColumn = {
  name: 'Age',
  type: 'date',
  jsonPath: '.metadata.creationTimestamp',
};

/** Columns of the built-in kinds that people look at most. */
const BUILTIN_COLUMNS: Record<string, PrinterColumn[]> = {
  Namespace: [{ name: 'Status', type: 'string', jsonPath: '.status.phase' }],
  Pod: [
    { name: 'Status', type: 'string', jsonPath: '.status.phase' },
    { name: 'Image', type: 'string', jsonPath: '.spec.containers[0].image' },
  ],
  Deployment: [
    { name: 'Desired', type: 'integer', jsonPath: '.spec.replicas' },
    {
      name: 'Up-to-date',
      type: 'integer',
      jsonPath: '.status.updatedReplicas',
    },
    {
      name: 'Available',
      type: 'integer',
      jsonPath: '.status.availableReplicas',
    },
  ],
  ReplicaSet: [
    { name: 'Desired', type: 'integer', jsonPath: '.spec.replicas' },
    { name: 'Ready', type: 'integer', jsonPath: '.status.readyReplicas' },
  ],
  Service: [
    { name: 'Type', type: 'string', jsonPath: '.spec.type' },
    { name: 'Cluster-IP', type: 'string', jsonPath: '.spec.clusterIP' },
  ],
  Event: [
    { name: 'Type', type: 'string', jsonPath: '.type' },
    { name: 'Reason', type: 'string', jsonPath: '.reason' },
    { name: 'Message', type: 'string', jsonPath: '.message' },
  ],
};

/** True when the client asks for a table, as `kubectl get` does. */
export function wantsTable(request: Request): boolean {
  return /as=Table/.test(request.headers.accept ?? '');
}

/** Reads the simple JSON paths that printer columns use. */
export function readJsonPath(object: unknown, path: string): unknown {
  const steps =
    path.match(
      /\[\?\(@\.[\w]+==["'][^"']*["']\)\]|\[\d+\]|\.(?:\\.|[^.[\]\\])+/g,
    ) ?? [];
  return steps.reduce<unknown>((current, step) => {
    const filter = /^\[\?\(@\.(\w+)==["']([^"']*)["']\)\]$/.exec(step);
    if (filter) {
      return Array.isArray(current)
        ? current.find(
            item => isJsonObject(item) && item[filter[1]] === filter[2],
          )
        : undefined;
    }
    const index = /^\[(\d+)\]$/.exec(step);
    if (index) {
      return Array.isArray(current) ? current[Number(index[1])] : undefined;
    }
    return valueAt(current, step.slice(1).replace(/\\(.)/g, '$1'));
  }, object);
}

function toAge(timestamp: unknown, now: number): string {
  const seconds = Math.max(
    0,
    Math.floor((now - Date.parse(String(timestamp))) / 1000),
  );
  if (seconds < 120) {
    return `${seconds}s`;
  }
  if (seconds < 7200) {
    return `${Math.floor(seconds / 60)}m`;
  }
  return seconds < 172_800
    ? `${Math.floor(seconds / 3600)}h`
    : `${Math.floor(seconds / 86_400)}d`;
}

/** The table that `kubectl get` prints. */
export function toTable(
  type: ResourceType,
  list: { resourceVersion: number; remaining: KubernetesObject[] },
): JsonObject {
  const own = type.custom ? type.printerColumns : BUILTIN_COLUMNS[type.kind];
  const columns = [...(own ?? [])];
  if (!columns.some(column => column.type === 'date')) {
    columns.push(AGE);
  }
  const now = Date.now();
  const cell = (object: KubernetesObject, column: PrinterColumn) => {
    const value = readJsonPath(object, column.jsonPath);
    if (column.type === 'date' && value !== undefined) {
      return toAge(value, now);
    }
    return value ?? (column.type === 'integer' ? 0 : '');
  };
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: { resourceVersion: String(list.resourceVersion) },
    columnDefinitions: [
      {
        name: 'Name',
        type: 'string',
        format: 'name',
        description: '',
        priority: 0,
      },
      ...columns.map(column => ({
        name: column.name,
        type: column.type === 'date' ? 'string' : column.type,
        format: '',
        description: '',
        priority: column.priority ?? 0,
      })),
    ],
    rows: list.remaining.map(object => ({
      cells: [
        object.metadata.name,
        ...columns.map(column => cell(object, column)),
      ],
      object: {
        kind: 'PartialObjectMetadata',
        apiVersion: 'meta.k8s.io/v1',
        metadata: object.metadata,
      },
    })),
  };
}
