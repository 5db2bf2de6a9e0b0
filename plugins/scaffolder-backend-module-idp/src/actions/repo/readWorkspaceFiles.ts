import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { InputError, isError, NotFoundError } from '@backstage/errors';

/** A file of the workspace, ready to be committed. */
export interface WorkspaceFile {
  path: string;
  content: Buffer;
  executable: boolean;
}

/** Bounds that keep one template from filling the memory of the portal. */
export interface WorkspaceLimits {
  files: number;
  fileBytes: number;
  totalBytes: number;
}

const DEFAULT_LIMITS: WorkspaceLimits = {
  files: 2000,
  fileBytes: 5 * 1024 * 1024,
  totalBytes: 25 * 1024 * 1024,
};

/**
 * Reads the files below a folder of the task's workspace.
 *
 * A symbolic link is refused, wherever it leads: it could name a file of the portal's own machine, and
 * following only the harmless ones leaves room between the check and the read.
 */
export async function readWorkspaceFiles(
  workspacePath: string,
  sourcePath: string,
  limits: WorkspaceLimits = DEFAULT_LIMITS,
): Promise<WorkspaceFile[]> {
  const root = resolveSafeChildPath(workspacePath, sourcePath);
  const files: WorkspaceFile[] = [];
  let totalBytes = 0;

  async function readFile(path: string, absolutePath: string) {
    // O_NOFOLLOW: the entry may have been swapped for a link since the folder was listed.
    const handle = await fs.open(
      absolutePath,
      fs.constants.O_RDONLY + fs.constants.O_NOFOLLOW,
    );
    try {
      const { size, mode } = await handle.stat();
      totalBytes += size;
      if (size > limits.fileBytes || totalBytes > limits.totalBytes) {
        throw new InputError(
          `File "${path}" makes the workspace too large: a file may have ${limits.fileBytes} bytes and all of them together ${limits.totalBytes}. Leave large files out of the template.`,
        );
      }
      files.push({
        path,
        content: await handle.readFile(),
        executable: Math.floor(mode / 0o100) % 2 === 1,
      });
    } finally {
      await handle.close();
    }
  }

  async function walk(folder: string): Promise<void> {
    const entries = await fs.readdir(join(root, folder), {
      withFileTypes: true,
    });
    for (const entry of entries) {
      const path = folder ? `${folder}/${entry.name}` : entry.name;
      if (entry.isSymbolicLink()) {
        throw new InputError(
          `"${path}" is a symbolic link. Templates hold plain files only: put the file itself there.`,
        );
      }
      if (entry.name.toLowerCase() === '.git') {
        // In any case: it would be git's own folder where a clone's file system ignores case.
        continue;
      }
      if (entry.isDirectory()) {
        await walk(path);
      } else if (entry.isFile()) {
        if (files.length >= limits.files) {
          throw new InputError(
            `The workspace has more than ${limits.files} files. Leave generated files out of the template.`,
          );
        }
        await readFile(path, join(root, path));
      }
    }
  }

  try {
    await walk('');
  } catch (error) {
    if (
      isError(error) &&
      (error.code === 'ENOENT' || error.code === 'ENOTDIR')
    ) {
      throw new NotFoundError(
        `Folder "${sourcePath}" is not in the workspace. Name a folder that an earlier step of the template writes, or "." for all of it.`,
      );
    }
    throw error;
  }
  if (files.length === 0) {
    throw new InputError(
      `Folder "${sourcePath}" of the workspace is empty. Fetch the template's content in an earlier step.`,
    );
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}
