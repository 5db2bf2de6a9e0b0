import type { Request, Response } from 'express';
import { readBody } from '../../core';
import type { RegistryContext, RegistryRoute } from '../RegistryRoute';
import { RegistryError } from '../errors';
import { accepts, digestOf, parseManifest } from '../manifest';
import { isDigest, isTag } from '../names';

const manifestPattern = /^\/v2\/(.+)\/manifests\/([^/]+)$/;
const maximumManifestBytes = 4 * 1024 * 1024;

/** Pushing, reading and deleting manifests by tag and by digest. */
export function manifestRoutes(context: RegistryContext): RegistryRoute[] {
  return [
    {
      method: 'get',
      path: '/v2/<name>/manifests/<reference>',
      summary: 'Read a manifest by tag or digest (HEAD too)',
      pattern: manifestPattern,
      handle: async (request, response) =>
        readManifest(context, request, response),
    },
    {
      method: 'put',
      path: '/v2/<name>/manifests/<reference>',
      summary: 'Push a manifest by tag or digest',
      pattern: manifestPattern,
      handle: async (request, response) =>
        pushManifest(context, request, response),
    },
    {
      method: 'delete',
      path: '/v2/<name>/manifests/<reference>',
      summary: 'Delete a tag, or a manifest with all its tags',
      pattern: manifestPattern,
      handle: async (request, response) => {
        const { repository, reference, digest } = parameters(request);
        const deleted = digest
          ? context.index.deleteManifest(repository, digest)
          : context.index.deleteTag(repository, reference);
        if (!deleted) {
          throw manifestUnknown(reference);
        }
        response.status(202).end();
      },
    },
  ];
}

function readManifest(
  { index }: RegistryContext,
  request: Request,
  response: Response,
): void {
  const { repository, reference, ...given } = parameters(request);
  const digest = given.digest ?? index.tag(repository, reference)?.digest;
  const manifest = digest && index.manifest(repository, digest);
  if (!digest || !manifest) {
    throw index.hasRepository(repository)
      ? manifestUnknown(reference)
      : new RegistryError(
          'NAME_UNKNOWN',
          'repository name not known to registry',
          { detail: { name: repository } },
        );
  }
  if (!accepts(request.headers.accept, manifest.mediaType)) {
    throw new RegistryError(
      'MANIFEST_UNKNOWN',
      `manifest found with media type '${manifest.mediaType}', which the Accept header does not name`,
    );
  }
  const body = Buffer.from(manifest.content, 'utf8');
  response.status(200).set({
    'Content-Type': manifest.mediaType,
    'Content-Length': String(body.length),
    'Docker-Content-Digest': digest,
    ETag: `"${digest}"`,
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

async function pushManifest(
  { index, blobs }: RegistryContext,
  request: Request,
  response: Response,
): Promise<void> {
  const { repository, reference, digest: wanted } = parameters(request);
  const body = await readBody(request, maximumManifestBytes);
  if (body === undefined) {
    throw new RegistryError(
      'SIZE_INVALID',
      `manifest is larger than ${maximumManifestBytes} bytes`,
    );
  }
  const content = body.toString('utf8');
  const mediaType = (request.headers['content-type'] ?? '').split(';')[0];
  const references = parseManifest(content, mediaType);
  for (const blob of references.blobs) {
    if (!index.hasBlob(repository, blob) || !(await blobs.has(blob))) {
      throw missing(blob);
    }
  }
  for (const child of references.manifests) {
    if (!index.manifest(repository, child)) {
      throw missing(child);
    }
  }
  const digest = digestOf(body);
  if (wanted !== undefined && wanted !== digest) {
    throw new RegistryError(
      'DIGEST_INVALID',
      'provided digest did not match uploaded content',
      { detail: { expected: wanted, actual: digest } },
    );
  }
  index.putManifest(
    repository,
    digest,
    { mediaType, content },
    wanted === undefined ? reference : undefined,
  );
  response
    .status(201)
    .set({
      Location: `/v2/${repository}/manifests/${digest}`,
      'Docker-Content-Digest': digest,
      'Content-Length': '0',
    })
    .end();
}

function parameters(request: Request): {
  repository: string;
  reference: string;
  digest?: string;
} {
  const repository = request.params[0];
  const reference = request.params[1];
  if (isDigest(reference)) {
    return { repository, reference, digest: reference };
  }
  if (!isTag(reference)) {
    throw reference.includes(':')
      ? new RegistryError(
          'DIGEST_INVALID',
          `invalid digest '${reference}': expected sha256 and 64 hexadecimal digits`,
        )
      : manifestUnknown(reference);
  }
  return { repository, reference };
}

function missing(digest: string): RegistryError {
  return new RegistryError(
    'MANIFEST_BLOB_UNKNOWN',
    'manifest references a blob that is unknown to registry',
    { detail: { digest } },
  );
}

function manifestUnknown(reference: string): RegistryError {
  return new RegistryError('MANIFEST_UNKNOWN', 'manifest unknown', {
    detail: { reference },
  });
}
