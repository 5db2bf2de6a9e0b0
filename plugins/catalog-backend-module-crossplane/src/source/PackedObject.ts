import { KubernetesObject, ObjectMetadata } from '@openportal/kubernetes-node';
import { hash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { StoredObject } from '../store/SnapshotStore';
import { storableText } from './storableText';

/** An object of Kubernetes is at most 1.5 MiB in etcd; what is larger is an accident, or an attack. */
const MAX_TEXT_LENGTH = 2 * 1024 * 1024;

/** Key in an unpacked object that had to be cut: how many characters it has. */
const OVERSIZED = 'openportalOversized';

/** Why an object was cut; `undefined` when it is complete. */
export function oversizeProblem(object: KubernetesObject): string | undefined {
  const length = object[OVERSIZED];
  return typeof length === 'number'
    ? `has ${length} characters; at most ${MAX_TEXT_LENGTH} are read`
    : undefined;
}

/**
 * An object without its contents at hand: thousands of XRDs take a tenth of the memory, and go into the
 * database as they are.
 */
export class PackedObject implements KubernetesObject, StoredObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMetadata;
  /** Changes with everything that matters, and not with the resource version. */
  readonly hash: string;
  readonly data: Buffer;
  [key: string]: unknown;

  private constructor(
    envelope: Pick<KubernetesObject, 'apiVersion' | 'kind' | 'metadata'>,
    contents: { hash: string; data: Buffer },
  ) {
    this.apiVersion = envelope.apiVersion;
    this.kind = envelope.kind;
    this.metadata = envelope.metadata;
    this.hash = contents.hash;
    this.data = contents.data;
  }

  /** Packs what `trim` leaves of an object. One that is too large is packed without `spec`. */
  static pack(
    object: KubernetesObject,
    trim: (object: KubernetesObject) => KubernetesObject,
  ): PackedObject {
    const { name, namespace, resourceVersion } = object.metadata;
    const trimmed = trim(object);
    let text = storableText(trimmed);
    if (text.length > MAX_TEXT_LENGTH) {
      text = storableText({
        ...trimmed,
        spec: undefined,
        [OVERSIZED]: text.length,
      });
    }
    return new PackedObject(
      {
        apiVersion: object.apiVersion,
        kind: object.kind,
        metadata: { name, namespace, resourceVersion },
      },
      {
        hash: hash('sha1', text, 'base64'),
        // A copy: what zlib returns keeps the whole of its work space, many times as large, in memory.
        data: Buffer.from(deflateRawSync(text, { level: 1 })),
      },
    );
  }

  /** An object as an earlier process stored it. */
  static fromStored({ key, hash: contents, data }: StoredObject): PackedObject {
    const [namespace, name] = key.split('/', 2);
    return new PackedObject(
      {
        apiVersion: '',
        kind: '',
        metadata: { name, namespace: namespace || undefined },
      },
      { hash: contents, data },
    );
  }

  /** `<namespace>/<name>` */
  get key(): string {
    return keyOf(this);
  }

  unpack(): KubernetesObject {
    return JSON.parse(inflateRawSync(this.data).toString('utf8'));
  }
}

/** Identity of an object within its resource type. */
export function keyOf({
  metadata,
}: Pick<KubernetesObject, 'metadata'>): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}
