import { basename, dirname } from 'node:path';
import type { RegistryContext, RegistryRoute } from '../RegistryRoute';
import { RegistryError } from '../errors';
import { isDigest } from '../names';

/** Reading and deleting blobs. */
export function blobRoutes(context: RegistryContext): RegistryRoute[] {
  const { blobs, index } = context;
  return [
    {
      method: 'get',
      path: '/v2/<name>/blobs/<digest>',
      summary: 'Read a blob (HEAD and Range too)',
      pattern: /^\/v2\/(.+)\/blobs\/(?!uploads\/)([^/]+)$/,
      async handle(request, response) {
        const [repository, digest] = parameters(request.params);
        if (!index.hasBlob(repository, digest) || !(await blobs.has(digest))) {
          throw blobUnknown(digest);
        }
        const path = blobs.path(digest);
        await new Promise<void>((resolve, reject) => {
          response.sendFile(
            basename(path),
            {
              root: dirname(path),
              etag: false,
              lastModified: false,
              headers: {
                'Content-Type': 'application/octet-stream',
                'Docker-Content-Digest': digest,
                ETag: `"${digest}"`,
              },
            },
            error => {
              // A client that goes away in the middle is its own business.
              if (error && !response.headersSent) reject(error);
              else resolve();
            },
          );
        });
      },
    },
    {
      method: 'delete',
      path: '/v2/<name>/blobs/<digest>',
      summary: 'Remove a blob from a repository',
      pattern: /^\/v2\/(.+)\/blobs\/(?!uploads\/)([^/]+)$/,
      async handle(request, response) {
        const [repository, digest] = parameters(request.params);
        if (!index.unlinkBlob(repository, digest)) {
          throw blobUnknown(digest);
        }
        response.status(202).end();
      },
    },
  ];
}

function parameters(params: Record<string, string>): [string, string] {
  const digest = params[1];
  if (!isDigest(digest)) {
    throw new RegistryError(
      'DIGEST_INVALID',
      `invalid digest '${digest}': expected sha256 and 64 hexadecimal digits`,
    );
  }
  return [params[0], digest];
}

function blobUnknown(digest: string): RegistryError {
  return new RegistryError('BLOB_UNKNOWN', 'blob unknown to registry', {
    detail: { digest },
  });
}
