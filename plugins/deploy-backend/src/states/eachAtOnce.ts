/** Does the same for each item, for so many at once. */
export async function eachAtOnce<T>(
  count: number,
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  const next = items[Symbol.iterator]();
  await Promise.all(
    Array.from({ length: count }, async () => {
      for (const item of next) {
        await work(item);
      }
    }),
  );
}
