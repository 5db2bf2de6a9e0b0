/** Few enough rows for the parameters of one statement, on SQLite as well. */
const ROWS_A_STATEMENT = 50;

/** Cuts a list into parts that fit into one statement each. */
export function chunks<T>(items: T[]): T[][] {
  const result: T[][] = [];
  for (let start = 0; start < items.length; start += ROWS_A_STATEMENT) {
    result.push(items.slice(start, start + ROWS_A_STATEMENT));
  }
  return result;
}
