import { join } from 'node:path';
import {
  type FaultSwitches,
  Listener,
  stableSecret,
  type Store,
} from '../core';
import {
  type RegistryAuthentication,
  RegistryAuthority,
} from './authentication';
import { BlobStore } from './BlobStore';
import { createRegistryApp, registryRoutes } from './createRegistryApp';
import { isDigest } from './names';
import { type ImageToPush, pushImage } from './pushImage';
import { RegistryIndex } from './RegistryIndex';

/**
 * A container registry that speaks the OCI distribution API.
 *
 * @public
 */
export interface RegistrySandbox {
  readonly url: string;
  /** Host and port, as it stands at the start of an image reference. */
  readonly host: string;
  /** What to sign in with; undefined when the registry asks nobody. */
  readonly credentials: { username: string; password: string } | undefined;
  /** What the nodes of the clusters pull with, however others sign in. */
  readonly nodeCredentials: { username: string; password: string };
  /** Pushes an image by the HTTP API and returns its digest. */
  pushImage(image: ImageToPush): Promise<string>;
  repositories(): string[];
  /** Tags of a repository with the digest that each points to. */
  tags(repository: string): Array<{
    tag: string;
    digest: string;
    updatedAt: string;
  }>;
  /** The digest behind a tag or digest, or undefined when there is no such image. */
  resolve(repository: string, reference: string): string | undefined;
  /** What the HTTP API can do, as its specification writes it. */
  readonly operations: Array<{ method: string; path: string; summary: string }>;
  close(): Promise<void>;
}

/** Starts the registry on a port; its blobs and index live in the data folder and store. */
export async function startRegistry(options: {
  dataDir: string;
  store: Store;
  listener: Listener;
  faults?: FaultSwitches;
  authentication?: RegistryAuthentication;
  now?: () => Date;
}): Promise<RegistrySandbox> {
  const { store, listener } = options;
  const authentication = options.authentication ?? { mode: 'none' };
  const credentials = {
    username: 'openportal',
    password: stableSecret(store, 'registry.password'),
  };
  const nodeCredentials = {
    username: 'node',
    password: stableSecret(store, 'registry.node-password'),
  };
  const index = new RegistryIndex({ store, now: options.now });
  const authority = new RegistryAuthority({
    authentication,
    ...credentials,
    nodePassword: nodeCredentials.password,
    signingKey: stableSecret(store, 'registry.signing-key'),
  });
  const blobs = await BlobStore.create(join(options.dataDir, 'registry'));
  const routes = registryRoutes({ blobs, index });
  listener.serve(
    createRegistryApp({
      routes,
      authority,
      middleware: options.faults?.middleware('registry'),
    }),
  );
  const { url } = listener;

  return {
    url,
    host: new URL(url).host,
    credentials: authentication.mode === 'none' ? undefined : credentials,
    nodeCredentials,
    async pushImage(image) {
      const authorization = await authorizationFor(
        url,
        authentication.mode,
        credentials,
        image.repository,
      );
      return pushImage({ url, authorization }, image);
    },
    repositories: () => index.repositories(),
    tags: repository =>
      index.tags(repository).flatMap(tag => {
        const stored = index.tag(repository, tag);
        return stored ? [{ tag, ...stored }] : [];
      }),
    resolve(repository, reference) {
      const digest = isDigest(reference)
        ? reference
        : index.tag(repository, reference)?.digest;
      return digest && index.manifest(repository, digest) ? digest : undefined;
    },
    operations: routes.map(({ method, path, summary }) => ({
      method,
      path,
      summary,
    })),
    close: () => listener.close(),
  };
}

async function authorizationFor(
  url: string,
  mode: RegistryAuthentication['mode'],
  credentials: { username: string; password: string },
  repository: string,
): Promise<string | undefined> {
  if (mode === 'none') {
    return undefined;
  }
  const basic = `Basic ${Buffer.from(
    `${credentials.username}:${credentials.password}`,
  ).toString('base64')}`;
  if (mode === 'basic') {
    return basic;
  }
  const scope = encodeURIComponent(`repository:${repository}:pull,push`);
  const response = await fetch(`${url}/token?scope=${scope}`, {
    headers: { Authorization: basic },
  });
  const { token } = (await response.json()) as { token: string };
  return `Bearer ${token}`;
}
