import { createHash } from 'node:crypto';
import { ConflictError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import { GithubClient, toGithubError } from '@openportal/github-node';
import { OrderRef } from '@openportal/plugin-crossplane-common';
import {
  OrdersRepository,
  parseOrderFile,
  readOrderFile,
} from '@openportal/plugin-crossplane-node';
import { DeployTarget } from '@openportal/plugin-deploy-node';
import { DeployedOrder, imageOf, valueAt } from './orderOf';

/** The file of an order at a revision. */
export type OrderContent = {
  path: string;
  text: string;
  manifest: JsonObject;
  image: string;
  url: string;
};

/** Reads and writes the file of one order. */
export class OrderFile {
  readonly path: string;
  readonly repository: OrdersRepository;
  readonly target: DeployTarget;
  readonly order: DeployedOrder;
  readonly #ref: OrderRef;

  constructor(options: {
    repository: OrdersRepository;
    /** Path in the repository. */
    path: string;
    target: DeployTarget;
    order: DeployedOrder;
    ref: OrderRef;
  }) {
    this.repository = options.repository;
    this.path = options.path;
    this.target = options.target;
    this.order = options.order;
    this.#ref = options.ref;
  }

  get name(): string {
    return `${this.repository.owner}/${this.repository.repo}`;
  }

  /** What stands there at a revision; undefined where there is no file. */
  async at(revision: string): Promise<OrderContent | undefined> {
    const file = await readOrderFile(this.repository, this.path, revision);
    if (!file) {
      return undefined;
    }
    const manifest = parseOrderFile(file.content, {
      path: this.path,
      ref: this.#ref,
      group: this.order.kind.resource.group,
    });
    const image = imageOf(manifest, this.order, this.target);
    if (image === undefined) {
      throw new ConflictError(
        `'${this.path}' in "${
          this.name
        }" says nothing in '${this.order.kind.field.path.join(
          '.',
        )}', so nobody knows what should run; add it there`,
      );
    }
    return {
      path: this.path,
      text: file.content,
      manifest,
      image,
      url: file.url,
    };
  }

  /** Calls GitHub, with errors that name what was tried. */
  async call<T>(
    action: string,
    request: (octokit: GithubClient) => Promise<T>,
  ): Promise<T> {
    const { octokit, signal } = this.repository;
    try {
      return await request(octokit);
    } catch (error) {
      signal?.throwIfAborted();
      throw toGithubError(error, { action, repository: this.name });
    }
  }
}

/** The manifest with another value in the field of the version. */
export function withField(
  manifest: JsonObject,
  [key, ...rest]: readonly string[],
  value: string,
): JsonObject {
  const inner = valueAt(manifest, [key]);
  return {
    ...manifest,
    [key]:
      rest.length === 0
        ? value
        : withField((inner ?? {}) as JsonObject, rest, value),
  };
}

/** Changes with everything in a manifest but the version. */
export function templateOf(
  manifest: JsonObject,
  { kind }: DeployedOrder,
): string {
  return createHash('sha256')
    .update(canonical(withField(manifest, kind.field.path, '')))
    .digest('hex');
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(canonical).join(',')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries
      .map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`)
      .join(',')}}`;
  }
  return JSON.stringify(value);
}
