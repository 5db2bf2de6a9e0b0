import { lookOrAsk } from './looseFiles';
import { changeLooseReference } from './looseReferences';
import { ZERO_SHA } from './model';
import { git, GitCommandError } from './run';

/** Moves a ref only when it still has the value that was read before; says whether it did. */
export async function updateReference(
  folder: string,
  name: string,
  sha: string,
  expected: string | undefined,
): Promise<boolean> {
  return lookOrAsk(
    () =>
      changeLooseReference(folder, name, {
        after: sha,
        isExpected: before => before === expected,
      }),
    () => askToUpdate(folder, [name, sha, expected ?? ZERO_SHA]),
  );
}

/** Moves a ref whatever it was. */
export async function setReference(
  folder: string,
  name: string,
  sha: string,
): Promise<void> {
  await lookOrAsk<unknown>(
    () =>
      changeLooseReference(folder, name, {
        after: sha,
        isExpected: () => true,
      }),
    () => git(folder, ['update-ref', name, sha]),
  );
}

export async function deleteReference(
  folder: string,
  name: string,
  expected: string,
): Promise<boolean> {
  return lookOrAsk(
    () =>
      changeLooseReference(folder, name, {
        after: undefined,
        isExpected: before => before === expected,
      }),
    () => askToUpdate(folder, ['-d', name, expected]),
  );
}

/** Whether git could do it. */
async function askToUpdate(folder: string, args: string[]): Promise<boolean> {
  try {
    await git(folder, ['update-ref', ...args]);
    return true;
  } catch (error) {
    if (error instanceof GitCommandError) return false;
    throw error;
  }
}

/** One move of several that happen together. */
export interface ReferenceMove {
  name: string;
  /** The value it must still have; `ZERO_SHA` where it must not exist, undefined where that does not matter. */
  before: string | undefined;
  /** `ZERO_SHA` removes it. */
  after: string;
}

/** Moves several refs, all or none; says whether it did. */
export async function updateReferences(
  folder: string,
  moves: ReferenceMove[],
): Promise<boolean> {
  try {
    // With -z a missing old value is an empty field.
    await git(folder, ['update-ref', '--stdin', '-z'], {
      input: moves
        .map(
          ({ name, before, after }) =>
            `update ${name}\0${after}\0${before ?? ''}\0`,
        )
        .join(''),
    });
    return true;
  } catch (error) {
    if (error instanceof GitCommandError) return false;
    throw error;
  }
}
