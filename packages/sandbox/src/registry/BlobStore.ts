import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import {
  access,
  mkdir,
  open,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const uploadIdPattern = /^[0-9a-f-]{36}$/;

/**
 * Blobs in a folder, named by their digest, and the uploads that are still running.
 * A blob appears under its final name only once it is complete and flushed, so
 * that a killed process never leaves a blob that does not match its digest.
 */
export class BlobStore {
  readonly #blobs: string;
  readonly #uploads: string;

  private constructor(folder: string) {
    this.#blobs = join(folder, 'blobs', 'sha256');
    this.#uploads = join(folder, 'uploads');
  }

  static async create(folder: string): Promise<BlobStore> {
    const store = new BlobStore(folder);
    await mkdir(store.#blobs, { recursive: true });
    await mkdir(store.#uploads, { recursive: true });
    return store;
  }

  async startUpload(): Promise<string> {
    const id = randomUUID();
    await writeFile(this.#uploadPath(id), '');
    return id;
  }

  /** How many bytes of the upload have arrived, or undefined when there is no such upload. */
  async uploadSize(id: string): Promise<number | undefined> {
    if (!uploadIdPattern.test(id)) {
      return undefined;
    }
    return sizeOf(this.#uploadPath(id));
  }

  async append(id: string, chunk: Readable): Promise<number> {
    const path = this.#uploadPath(id);
    await pipeline(chunk, createWriteStream(path, { flags: 'a' }));
    return (await stat(path)).size;
  }

  async cancelUpload(id: string): Promise<void> {
    await rm(this.#uploadPath(id), { force: true });
  }

  /** Turns the upload into a blob. Returns the digest that it really has; the upload stays when that is another one. */
  async finishUpload(id: string, digest: string): Promise<string> {
    const path = this.#uploadPath(id);
    const hash = createHash('sha256');
    await pipeline(createReadStream(path), hash);
    const actual = `sha256:${hash.digest('hex')}`;
    if (actual === digest) {
      const file = await open(path, 'r+');
      await file.sync();
      await file.close();
      await rename(path, this.path(digest));
    }
    return actual;
  }

  path(digest: string): string {
    return join(this.#blobs, digest.slice('sha256:'.length));
  }

  async size(digest: string): Promise<number | undefined> {
    return sizeOf(this.path(digest));
  }

  async has(digest: string): Promise<boolean> {
    return access(this.path(digest)).then(
      () => true,
      () => false,
    );
  }

  #uploadPath(id: string): string {
    return join(this.#uploads, id);
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}
