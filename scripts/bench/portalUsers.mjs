import { signIn } from '../faults/support/signIn.mjs';

/** People who use the portal, each signed in as a browser does it. */
export async function signInUsers(url, count) {
  const users = [];
  for (let index = 0; index < count; index += 1) {
    const token = await signIn(url, `user-${index}`);
    users.push({
      index,
      async call(path, { method = 'GET', body } = {}) {
        const response = await fetch(`${url}/api/deploy${path}`, {
          method,
          headers: {
            Authorization: `Bearer ${token}`,
            ...(body && { 'Content-Type': 'application/json' }),
          },
          ...(body && { body: JSON.stringify(body) }),
        });
        const text = await response.text();
        if (!response.ok) {
          throw new Error(
            `${method} ${path} was answered ${response.status}: ${text}`,
          );
        }
        return JSON.parse(text);
      },
    });
  }
  return users;
}

/**
 * Lets all users do the same at once, each again and again without a pause, and resolves with how long each time took.
 * Goes on until everybody has done it so often, and until so much time has passed.
 */
export async function timesOf(users, { timesEach, atLeastMs = 0 }, act) {
  const times = [];
  const end = performance.now() + atLeastMs;
  await Promise.all(
    users.map(async user => {
      for (
        let turn = 0;
        turn < timesEach || performance.now() < end;
        turn += 1
      ) {
        const started = performance.now();
        await act(user, turn);
        times.push(performance.now() - started);
      }
    }),
  );
  return times;
}
