import { promises as fs } from 'node:fs';
import { createMockDirectory } from '@backstage/backend-test-utils';
import { readWorkspaceFiles } from './readWorkspaceFiles';

describe('readWorkspaceFiles', () => {
  const workspace = createMockDirectory();
  const outside = createMockDirectory();

  afterEach(() => {
    workspace.clear();
    outside.clear();
  });

  it('reads all files in a stable order, with their mode, and leaves .git out', async () => {
    workspace.setContent({
      'b.txt': 'b',
      a: { 'run.sh': '#!/bin/sh', '.hidden': 'h', '.GIT': { config: 'x' } },
      '.git': { config: 'x' },
    });
    await fs.chmod(workspace.resolve('a/run.sh'), 0o755);
    const files = await readWorkspaceFiles(workspace.path, '.');
    expect(
      files.map(({ path, content, executable }) => [
        path,
        content.toString(),
        executable,
      ]),
    ).toEqual([
      ['a/.hidden', 'h', false],
      ['a/run.sh', '#!/bin/sh', true],
      ['b.txt', 'b', false],
    ]);
    expect(
      (await readWorkspaceFiles(workspace.path, 'a')).map(({ path }) => path),
    ).toEqual(['.hidden', 'run.sh']);
  });

  it('stays within the workspace', async () => {
    outside.setContent({ secret: 'canary' });
    workspace.setContent({ a: 'a' });
    await expect(readWorkspaceFiles(workspace.path, '..')).rejects.toThrow(
      'Relative path is not allowed to refer to a directory outside its parent',
    );
    await fs.symlink(outside.resolve('secret'), workspace.resolve('link'));
    await expect(readWorkspaceFiles(workspace.path, '.')).rejects.toThrow(
      '"link" is a symbolic link. Templates hold plain files only',
    );
    workspace.clear();
    await fs.symlink(outside.path, workspace.resolve('folder'));
    await expect(readWorkspaceFiles(workspace.path, 'folder')).rejects.toThrow(
      'Relative path is not allowed',
    );
  });

  it('bounds what it reads', async () => {
    const limits = { files: 2, fileBytes: 4, totalBytes: 6 };
    workspace.setContent({ a: '12345' });
    await expect(
      readWorkspaceFiles(workspace.path, '.', limits),
    ).rejects.toThrow('File "a" makes the workspace too large');
    workspace.setContent({ a: '1234', b: '1234' });
    await expect(
      readWorkspaceFiles(workspace.path, '.', limits),
    ).rejects.toThrow('File "b" makes the workspace too large');
    workspace.setContent({ a: '1', b: '1', c: '1' });
    await expect(
      readWorkspaceFiles(workspace.path, '.', limits),
    ).rejects.toThrow('more than 2 files');
  });

  it('says when there is nothing', async () => {
    workspace.setContent({ empty: {} });
    await expect(readWorkspaceFiles(workspace.path, 'empty')).rejects.toThrow(
      'Folder "empty" of the workspace is empty',
    );
    await expect(readWorkspaceFiles(workspace.path, 'gone')).rejects.toThrow(
      'Folder "gone" is not in the workspace',
    );
  });
});
