import { isSha } from './looseFiles';

/**
 * Remembers what git works out from commits and trees: those never change, and so neither does the answer. Names that
 * may move are asked for each time, and so is what failed or has the answer `undefined`.
 */
export function remembered<T>(
  limit: number,
  ask: (folder: string, left: string, right: string) => Promise<T>,
): (folder: string, left: string, right: string) => Promise<T> {
  const answers = new Map<string, T>();
  return async (folder, left, right) => {
    if (!isSha(left) || !isSha(right)) return ask(folder, left, right);
    const key = `${folder}\0${left}\0${right}`;
    const known = answers.get(key);
    if (known !== undefined) return known;
    const answer = await ask(folder, left, right);
    if (answer !== undefined) {
      answers.set(key, answer);
      if (answers.size > limit) {
        const [oldest] = answers.keys();
        answers.delete(oldest);
      }
    }
    return answer;
  };
}
