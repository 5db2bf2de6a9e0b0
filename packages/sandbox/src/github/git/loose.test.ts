import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  countCommits,
  deleteReference,
  diffFiles,
  git,
  initRepository,
  isAncestor,
  listCommits,
  listReferences,
  listTree,
  lookUp,
  mergeBase,
  mergeTrees,
  readBlob,
  readCommit,
  readFileAt,
  readReference,
  resolveCommit,
  setReference,
  TreeChange,
  updateReference,
  writeBlob,
  writeCommit,
  writeTag,
  writeTree,
} from '.';

const person = {
  name: 'A developer',
  email: 'developer@example.com',
  date: '2026-01-02T03:04:05Z',
};

/** Numbers that look random and are the same every time. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * below);
  };
}

describe('repositories in files of their own', () => {
  let parent: string;

  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'sandbox-git-'));
  });

  afterEach(() => rmSync(parent, { recursive: true, force: true }));

  async function create(name: string): Promise<string> {
    const folder = join(parent, name);
    await initRepository(folder, parent, 'main');
    return folder;
  }

  /** Leaves nothing that can be read without git. */
  async function pack(folder: string): Promise<void> {
    await git(folder, ['pack-refs', '--all']);
    await git(folder, ['repack', '-a', '-d', '-q', '-k']);
  }

  /** Work that finds no git. */
  async function withoutGit<T>(work: () => Promise<T>): Promise<T> {
    const { PATH } = process.env;
    process.env.PATH = parent;
    try {
      return await work();
    } finally {
      process.env.PATH = PATH;
    }
  }

  async function write(folder: string, files: Record<string, string>) {
    const changes: TreeChange[] = [];
    for (const [path, content] of Object.entries(files)) {
      changes.push({ path, sha: await writeBlob(folder, content) });
    }
    return changes;
  }

  it('are read without git, and as git reads them', async () => {
    const folder = await create('read');
    const tree = await writeTree(folder, undefined, [
      ...(await write(folder, {
        'README.md': '# Ours\n',
        'deploy/a.yaml': 'a: 1\n',
        'deploy/a/b c.yaml': 'b: "ü"\n',
        'deploy-more/ü.txt': '',
      })),
      { path: 'run', mode: '100755', sha: await writeBlob(folder, '#!') },
      { path: 'link', mode: '120000', sha: await writeBlob(folder, 'run') },
    ]);
    const first = await writeCommit(folder, {
      tree,
      parents: [],
      message: '\nAdd "ours"\n\nWith a reason: ü.\n\n\n',
      author: person,
      committer: { ...person, name: 'Ü. Somebody' },
    });
    const second = await writeCommit(folder, {
      tree,
      parents: [first],
      message: '',
      author: person,
    });
    const tag = await writeTag(folder, {
      name: 'v1',
      object: first,
      type: 'commit',
      message: 'One',
      tagger: person,
    });
    for (const [name, sha] of [
      ['refs/heads/main', second],
      ['refs/heads/feature/one', first],
      ['refs/tags/v1', tag],
      ['refs/tags/tree', tree],
      ['refs/pull/1/head', first],
    ]) {
      expect(await updateReference(folder, name, sha, undefined)).toBe(true);
    }
    const blob = await writeBlob(folder, 'a: 1\n');

    const readAll = async () => ({
      commits: await Promise.all(
        [
          'HEAD',
          'main',
          'refs/heads/main',
          'heads/feature/one',
          'feature',
          'feature/one',
          'v1',
          'tags/v1',
          'tree',
          'pull/1/head',
          'nowhere',
          'a:b',
          '../../x',
          first,
          tag,
          tree,
        ].map(name => resolveCommit(folder, name)),
      ),
      references: await Promise.all(
        ['heads/main', 'heads/feature', 'tags/v1', 'tags/tree', 'heads/x'].map(
          name => readReference(folder, `refs/${name}`),
        ),
      ),
      listed: [
        await listReferences(folder, 'refs/'),
        await listReferences(folder, 'refs/heads/feature'),
      ],
      entries: await Promise.all(
        [
          '',
          'README.md',
          'deploy',
          'deploy/a',
          'deploy/a/b c.yaml',
          'deploy-more/ü.txt',
          'README.md/x',
          'deploy/none',
          'link',
        ].flatMap(path => [
          lookUp(folder, second, path),
          lookUp(folder, tree, path),
        ]),
      ),
      trees: [
        await listTree(folder, tree),
        await listTree(folder, tree, { recursive: true }),
      ],
      written: [
        await readCommit(folder, first),
        await readCommit(folder, second),
      ],
      pushed: await listCommits(folder, { from: second, notFrom: first }),
      content: [
        String(await readBlob(folder, blob)),
        String(await readFileAt(folder, 'main', 'deploy/a/b c.yaml')),
      ],
    });

    const loose = await withoutGit(readAll);
    await pack(folder);
    await expect(withoutGit(readAll)).rejects.toThrow();
    expect(loose).toEqual(await readAll());
    expect(loose.commits.slice(0, 2)).toEqual([second, second]);
    expect(loose.trees[1].map(({ path }) => path)).toContain(
      'deploy/a/b c.yaml',
    );
    expect(loose.written[0].message).toBe('\nAdd "ours"\n\nWith a reason: ü.');
  });

  it('are read by names and shas that only git understands', async () => {
    const folder = await create('names');
    const tree = await writeTree(folder, undefined, []);
    const sha = await writeCommit(folder, {
      tree,
      parents: [],
      message: 'Begin',
      // What git would strip, and a date that it has to read.
      author: { ...person, name: '  .A developer, ', date: '1767323045 +0100' },
    });
    await updateReference(folder, 'refs/heads/ümlaut', sha, undefined);
    expect((await readCommit(folder, sha)).author).toEqual({
      ...person,
      date: '2026-01-02T03:04:05Z',
    });
    expect(await resolveCommit(folder, 'ümlaut')).toBe(sha);
    expect(await resolveCommit(folder, sha.slice(0, 8))).toBe(sha);
    expect(await resolveCommit(folder, 'main')).toBeUndefined();
    expect(await resolveCommit(folder, 'main.lock')).toBeUndefined();
    await expect(
      writeCommit(folder, {
        tree: 'a'.repeat(40),
        parents: [],
        message: 'No such tree',
        author: person,
      }),
    ).rejects.toThrow('git commit-tree ended with');
  });

  it('are written as git writes them, whatever takes the place of what', async () => {
    const random = numbers(11);
    const [loose, packed] = [await create('loose'), await create('packed')];
    let tree: string | undefined;
    let parents: string[] = [];
    for (let round = 0; round < 12; round += 1) {
      const path = () =>
        Array.from({ length: 1 + random(3) }, () => 'ab-'[random(3)]).join('/');
      const contents: Array<[string, string | undefined]> = Array.from(
        { length: 1 + random(5) },
        () => [path(), random(3) === 0 ? undefined : `${random(4)}`],
      );
      const written = [];
      for (const folder of [loose, packed]) {
        const changes: TreeChange[] = [];
        for (const [name, content] of contents) {
          changes.push({
            path: name,
            sha:
              content === undefined
                ? undefined
                : await writeBlob(folder, content),
          });
        }
        const newTree = await writeTree(folder, tree, changes);
        const commit = await writeCommit(folder, {
          tree: newTree,
          parents,
          message: `Round ${round}\n`,
          author: person,
        });
        await updateReference(folder, 'refs/heads/main', commit, parents.at(0));
        written.push({ newTree, commit });
      }
      expect(written[0]).toEqual(written[1]);
      tree = written[0].newTree;
      parents = [written[0].commit];
      await pack(packed);
    }
    await git(loose, ['fsck', '--strict']);
  });

  it('have the history that git finds, with merges and without', async () => {
    const random = numbers(5);
    const folder = await create('graph');
    const tree = await writeTree(folder, undefined, []);
    const commits: string[] = [];
    for (let index = 0; index < 30; index += 1) {
      // Some begin anew, some are merges, the most follow one of the last.
      const parents = new Set(
        Array.from({ length: index % 11 === 0 ? 0 : 1 + random(2) }, () =>
          commits.at(-1 - random(Math.min(3, commits.length))),
        ).filter(it => it !== undefined),
      );
      commits.push(
        await writeCommit(folder, {
          tree,
          parents: [...parents],
          message: `Commit ${index}`,
          author: {
            ...person,
            date: new Date(1.8e12 + index * 60_000)
              .toISOString()
              .replace('.000', ''),
          },
        }),
      );
    }
    for (const [index, sha] of commits.entries()) {
      await updateReference(folder, `refs/heads/b${index}`, sha, undefined);
    }
    const pairs = Array.from({ length: 20 }, () => [
      commits[random(30)],
      commits[random(30)],
    ]);
    const readAll = async () => {
      const answers = [];
      for (const [left, right] of pairs) {
        answers.push({
          base: await mergeBase(folder, left, right),
          count: await countCommits(folder, left, right),
          isOn: await isAncestor(folder, left, right),
          log: await listCommits(folder, {
            from: left,
            notFrom: right,
            oldestFirst: true,
          }),
          page: await listCommits(folder, { from: left, skip: 1, limit: 3 }),
        });
      }
      return answers;
    };
    const loose = await readAll();
    const { base, count, isOn } = await withoutGit(async () => ({
      base: await mergeBase(folder, commits[2], commits[1]),
      count: await countCommits(folder, commits[2], commits[0]),
      isOn: await isAncestor(folder, commits[0], 'refs/heads/b3'),
    }));
    expect({ base, count, isOn }).toEqual({
      base: expect.any(String),
      count: expect.any(Number),
      isOn: true,
    });
    await pack(folder);
    expect(loose).toEqual(await readAll());
  });

  it('move refs as git does, and together with it', async () => {
    const folder = await create('refs');
    const tree = await writeTree(folder, undefined, []);
    const commit = (message: string) =>
      writeCommit(folder, { tree, parents: [], message, author: person });
    const [one, two] = [await commit('One'), await commit('Two')];
    const main = 'refs/heads/main';
    await withoutGit(async () => {
      expect(await updateReference(folder, main, one, two)).toBe(false);
      expect(await updateReference(folder, main, one, undefined)).toBe(true);
      expect(await updateReference(folder, main, two, undefined)).toBe(false);
      expect(await updateReference(folder, main, two, one)).toBe(true);
      await setReference(folder, main, one);
      expect(await resolveCommit(folder, 'main')).toBe(one);
    });
    // Of many that want to move it, one does.
    const moved = await Promise.all(
      [1, 2, 3, 4, 5].map(() => updateReference(folder, main, two, one)),
    );
    expect(moved.filter(Boolean)).toHaveLength(1);
    expect(await readReference(folder, main)).toEqual({
      name: main,
      sha: two,
      type: 'commit',
    });
    // A file cannot be where a folder is, nor a folder where a file is.
    const update = (name: string, sha = one) =>
      updateReference(folder, `refs/heads/${name}`, sha, undefined);
    expect(await update('main/more')).toBe(false);
    expect(await update('a/b')).toBe(true);
    expect(await update('a')).toBe(false);
    await deleteReference(folder, 'refs/heads/a/b', one);
    expect(await update('a')).toBe(true);
    expect(await update('no-commit', tree)).toBe(false);
    expect(await update('no..name')).toBe(false);
    expect(await update('nothing', 'a'.repeat(40))).toBe(false);
    await pack(folder);
    expect(await updateReference(folder, main, one, undefined)).toBe(false);
    expect(await updateReference(folder, main, one, two)).toBe(true);
    expect(await listReferences(folder, 'refs/heads/')).toHaveLength(2);
  });

  it('remember what cannot change, and only that', async () => {
    const folder = await create('history');
    const commit = async (files: Record<string, string>, before?: string) =>
      writeCommit(folder, {
        tree: await writeTree(
          folder,
          before && (await readCommit(folder, before)).tree,
          await write(folder, files),
        ),
        parents: before ? [before] : [],
        message: 'Work',
        author: person,
      });
    const base = await commit({ 'a.txt': '1\n' });
    const left = await commit({ 'a.txt': '2\n' }, base);
    const right = await commit({ 'b.txt': '1\n' }, base);
    const clash = await commit({ 'a.txt': '3\n' }, base);
    const ask = async () => ({
      base: await mergeBase(folder, left, right),
      count: await countCommits(folder, left, right),
      isOn: [
        await isAncestor(folder, base, left),
        await isAncestor(folder, left, right),
      ],
      files: await diffFiles(folder, base, left),
      merged: await mergeTrees(folder, left, right),
      clash: await mergeTrees(folder, left, clash),
    });
    const first = await ask();
    expect(first).toMatchObject({
      base,
      count: 1,
      isOn: [true, false],
      files: [{ path: 'a.txt', additions: 1, deletions: 1 }],
      merged: expect.stringMatching(/^[0-9a-f]{40}$/),
      clash: undefined,
    });
    expect(await withoutGit(ask)).toEqual(first);

    // A name may move, and what is not there may come.
    await updateReference(folder, 'refs/heads/main', base, undefined);
    const main = 'refs/heads/main';
    expect(await isAncestor(folder, left, main)).toBe(false);
    await updateReference(folder, main, left, base);
    expect(await isAncestor(folder, left, main)).toBe(true);
    const other = await create('other');
    expect(await isAncestor(other, base, left)).toBe(false);
    await git(other, ['fetch', '-q', folder, 'main:main']);
    expect(await isAncestor(other, base, left)).toBe(true);
  });
});
