import type { RequestHandler } from 'express';
import { sendError } from './api';
import { notFound } from './errors';
import { git } from './git';
import { isArchiveAllowed } from './routes/contents';
import type { Services } from './Services';

/** The archives that the API redirects to, for `/_codeload/:owner/:repo/:format/:sha`. */
export function createArchive(services: Services): RequestHandler {
  return (request, response) => {
    const { owner, repo, format, sha } = request.params;
    const serve = async () => {
      const repository = services.state.repository(owner, repo);
      const { expires, token } = request.query;
      const allowed =
        typeof expires === 'string' &&
        typeof token === 'string' &&
        isArchiveAllowed(services, request.path, { expires, token });
      if (!repository || !allowed || !/^(tar\.gz|zip)$/.test(format)) {
        throw notFound();
      }
      const prefix = `${repository.owner}-${repository.name}-${sha.slice(
        0,
        7,
      )}`;
      const { stdout } = await git(services.state.path(repository), [
        'archive',
        `--format=${format}`,
        `--prefix=${prefix}/`,
        sha,
      ]);
      response
        .status(200)
        .set({
          'Content-Type':
            format === 'zip' ? 'application/zip' : 'application/x-gzip',
          'Content-Disposition': `attachment; filename=${prefix}.${format}`,
        })
        .end(stdout);
    };
    serve().catch(error => sendError(services, response, error));
  };
}
