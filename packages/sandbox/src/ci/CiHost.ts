/** A change of a branch that may have to be built. */
export interface CiPush {
  owner: string;
  name: string;
  branch: string;
  sha: string;
  /** Login of who pushed, where that is known. */
  pusher?: string;
}

/** What a workflow run is at the moment. */
export interface CiRunState {
  status: 'queued' | 'in_progress' | 'completed';
  conclusion?: 'success' | 'failure';
}

/** What the builder needs of the place where the repositories are. */
export interface CiHost {
  /** Every repository with the tip of its default branch; undefined when it is empty. */
  repositories(): Promise<
    Array<{ owner: string; name: string; branch: string; sha?: string }>
  >;
  defaultBranch(owner: string, name: string): string | undefined;
  /** Address for people; becomes the source label of the image. */
  repositoryUrl(owner: string, name: string): string;
  commitMessage(
    owner: string,
    name: string,
    sha: string,
  ): Promise<string | undefined>;
  /** Paths that a commit changes against its first parent. */
  changedFiles(owner: string, name: string, sha: string): Promise<string[]>;
  readFile(
    owner: string,
    name: string,
    ref: string,
    path: string,
  ): Promise<string | undefined>;
  /** Commits as the workflow's own identity. */
  commit(change: {
    owner: string;
    name: string;
    branch: string;
    message: string;
    files: Record<string, string>;
  }): Promise<void>;
  /** Announces a run and returns its number. Announcing the same commit again returns the same run. */
  createRun(push: CiPush & { title: string }): Promise<number>;
  updateRun(push: CiPush, runId: number, state: CiRunState): Promise<void>;
}
