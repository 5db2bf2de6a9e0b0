import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Files by path: text is written, other values as YAML-compatible JSON, undefined deletes. */
export type Files = Record<string, unknown>;

/** Bare git repositories of one owner. */
export class TestRepositories {
  readonly baseUrl = 'http://git.test';
  readonly #names = new Set<string>();

  constructor(private readonly directory: string) {}

  path(_owner: string, name: string): string {
    return join(this.directory, `${name}.git`);
  }

  url(name: string): string {
    return `${this.baseUrl}/sandbox/${name}`;
  }

  names(): string[] {
    return [...this.#names];
  }

  /** Commits to main and returns the commit. */
  commit(name: string, files: Files): string {
    const work = join(this.directory, `${name}-work`);
    const git = (...args: string[]) =>
      execFileSync(
        'git',
        ['-c', 'user.name=test', '-c', 'user.email=test@test', ...args],
        { cwd: work, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
      );
    if (!this.#names.has(name)) {
      this.#names.add(name);
      mkdirSync(work, { recursive: true });
      git('init', '--quiet', '--bare', this.path('sandbox', name));
      git('init', '--quiet', '--initial-branch=main');
      git('remote', 'add', 'origin', this.path('sandbox', name));
    }
    for (const [path, content] of Object.entries(files)) {
      const file = join(work, path);
      if (content === undefined) {
        rmSync(file);
      } else {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(
          file,
          typeof content === 'string' ? content : JSON.stringify(content),
        );
      }
    }
    git('add', '--all');
    git('commit', '--quiet', '--message', 'change');
    git('push', '--quiet', 'origin', 'main');
    return git('rev-parse', 'HEAD').trim();
  }
}
