import type { Request, Response } from 'express';
import type { BlobStore } from './BlobStore';
import type { RegistryIndex } from './RegistryIndex';

/** What the routes work on. */
export interface RegistryContext {
  blobs: BlobStore;
  index: RegistryIndex;
}

/** One operation of the distribution API. Repository names hold slashes, so each brings its own pattern. */
export interface RegistryRoute {
  method: 'get' | 'post' | 'patch' | 'put' | 'delete';
  /** The path as the specification writes it. */
  path: string;
  summary: string;
  pattern: RegExp;
  handle(request: Request, response: Response): Promise<void>;
}
