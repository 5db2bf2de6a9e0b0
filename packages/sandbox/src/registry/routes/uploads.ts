import type { Request, Response } from 'express';
import type { RegistryContext, RegistryRoute } from '../RegistryRoute';
import { RegistryError } from '../errors';
import { isDigest } from '../names';

const uploadPattern = /^\/v2\/(.+)\/blobs\/uploads\/([^/]+)$/;

/** Uploading blobs: in one request, in one request after asking for a place, or in chunks. */
export function uploadRoutes(context: RegistryContext): RegistryRoute[] {
  const { blobs, index } = context;

  const accepted = (
    response: Response,
    upload: { repository: string; id: string; size: number },
    status: number,
  ) => {
    response
      .status(status)
      .set({
        Location: `/v2/${upload.repository}/blobs/uploads/${upload.id}`,
        Range: `0-${Math.max(upload.size - 1, 0)}`,
        'Docker-Upload-UUID': upload.id,
        'Content-Length': '0',
      })
      .end();
  };

  const created = (
    response: Response,
    repository: string,
    digest: string,
  ): void => {
    index.linkBlob(repository, digest);
    response
      .status(201)
      .set({
        Location: `/v2/${repository}/blobs/${digest}`,
        'Docker-Content-Digest': digest,
        'Content-Length': '0',
      })
      .end();
  };

  const runningUpload = async (request: Request) => {
    const id = request.params[1];
    const size = await blobs.uploadSize(id);
    if (size === undefined) {
      throw new RegistryError(
        'BLOB_UPLOAD_UNKNOWN',
        'blob upload unknown to registry',
        { detail: { upload: id } },
      );
    }
    return { repository: request.params[0], id, size };
  };

  const finish = async (
    response: Response,
    upload: { repository: string; id: string },
    digest: string,
  ) => {
    const actual = await blobs.finishUpload(upload.id, digest);
    if (actual !== digest) {
      await blobs.cancelUpload(upload.id);
      throw new RegistryError(
        'DIGEST_INVALID',
        'provided digest did not match uploaded content',
        { detail: { expected: digest, actual } },
      );
    }
    created(response, upload.repository, digest);
  };

  return [
    {
      method: 'post',
      path: '/v2/<name>/blobs/uploads/',
      summary:
        'Start an upload; with `digest` upload at once, with `mount` and `from` take a blob over',
      pattern: /^\/v2\/(.+)\/blobs\/uploads\/?$/,
      async handle(request, response) {
        const repository = request.params[0];
        const { mount, from } = request.query;
        if (
          typeof mount === 'string' &&
          typeof from === 'string' &&
          index.hasBlob(from, mount) &&
          (await blobs.has(mount))
        ) {
          created(response, repository, mount);
          return;
        }
        const digest = readDigest(request, { required: false });
        const id = await blobs.startUpload();
        if (digest !== undefined) {
          await blobs.append(id, request);
          await finish(response, { repository, id }, digest);
          return;
        }
        accepted(response, { repository, id, size: 0 }, 202);
      },
    },
    {
      method: 'get',
      path: '/v2/<name>/blobs/uploads/<id>',
      summary: 'How much of an upload has arrived',
      pattern: uploadPattern,
      async handle(request, response) {
        accepted(response, await runningUpload(request), 204);
      },
    },
    {
      method: 'patch',
      path: '/v2/<name>/blobs/uploads/<id>',
      summary: 'Upload a chunk',
      pattern: uploadPattern,
      async handle(request, response) {
        const upload = await runningUpload(request);
        checkRange(request.headers['content-range'], upload);
        const size = await blobs.append(upload.id, request);
        accepted(response, { ...upload, size }, 202);
      },
    },
    {
      method: 'put',
      path: '/v2/<name>/blobs/uploads/<id>?digest=<digest>',
      summary: 'End an upload, with the last chunk or without',
      pattern: uploadPattern,
      async handle(request, response) {
        const upload = await runningUpload(request);
        const digest = readDigest(request, { required: true });
        checkRange(request.headers['content-range'], upload);
        await blobs.append(upload.id, request);
        await finish(response, upload, digest);
      },
    },
    {
      method: 'delete',
      path: '/v2/<name>/blobs/uploads/<id>',
      summary: 'Cancel an upload',
      pattern: uploadPattern,
      async handle(request, response) {
        const upload = await runningUpload(request);
        await blobs.cancelUpload(upload.id);
        response.status(204).end();
      },
    },
  ];
}

function readDigest(request: Request, options: { required: true }): string;
function readDigest(
  request: Request,
  options: { required: false },
): string | undefined;
function readDigest(request: Request, options: { required: boolean }) {
  const { digest } = request.query;
  if (digest === undefined && !options.required) {
    return undefined;
  }
  if (typeof digest !== 'string' || !isDigest(digest)) {
    throw new RegistryError(
      'DIGEST_INVALID',
      `invalid digest '${String(
        digest ?? '',
      )}': expected sha256 and 64 hexadecimal digits`,
    );
  }
  return digest;
}

// Chunks must arrive in order: one that starts elsewhere is refused with the position that was reached.
function checkRange(
  header: string | undefined,
  upload: { repository: string; id: string; size: number },
): void {
  if (header === undefined) {
    return;
  }
  const match = /^(?:bytes )?(\d+)-(\d+)/.exec(header);
  if (!match || Number(match[1]) !== upload.size) {
    throw new RegistryError(
      'BLOB_UPLOAD_INVALID',
      `chunk '${header}' does not start at byte ${upload.size}`,
      {
        headers: {
          Location: `/v2/${upload.repository}/blobs/uploads/${upload.id}`,
          Range: `0-${Math.max(upload.size - 1, 0)}`,
          'Docker-Upload-UUID': upload.id,
        },
      },
    );
  }
}
