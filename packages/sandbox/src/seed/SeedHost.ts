import type { SeededPerson, SeededTeam } from './people';

/** What a repository is made with. */
export interface SeededRepository {
  name: string;
  description: string;
  /** Permission of teams by name. */
  teams: Record<string, 'read' | 'write' | 'admin'>;
  /** Login of who made it. */
  createdBy: string;
  visibility?: 'public' | 'private';
  topics?: string[];
  allowAutoMerge?: boolean;
  deleteBranchOnMerge?: boolean;
}

/** A commit on `main` in the past. */
export interface SeededCommit {
  repository: string;
  message: string;
  /** Login of the author. */
  author: string;
  date: Date;
  files: Record<string, string>;
}

/** What the seed needs of GitHub. */
export interface SeedGitHub {
  createPerson(person: SeededPerson, role: 'admin' | 'member'): void;
  createBot(login: string, name: string): void;
  createTeam(team: SeededTeam, members: string[]): void;
  createRepository(repository: SeededRepository): Promise<void>;
  /** Protects `main`: no force push, no deletion, no required reviews. */
  protectMain(repository: string): void;
  commit(commit: SeededCommit): Promise<string>;
}
