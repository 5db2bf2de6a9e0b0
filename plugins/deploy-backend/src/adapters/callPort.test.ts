import { NotFoundError } from '@backstage/errors';
import { callPort } from './callPort';

describe('callPort', () => {
  it('F10: keeps what an error is, and takes out what it quotes of a credential', async () => {
    const error = new NotFoundError(
      'GET https://robot:hunter2@git.test/x failed with authorization: Bearer abcdefgh12345678',
    );
    const failed = callPort('The adapter', 1000, async () => {
      throw error;
    });
    await expect(failed).rejects.toBe(error);
    expect(error.message).toBe(
      'GET https://[redacted]@git.test/x failed with authorization: Bearer [redacted]',
    );
  });

  it('gives up on who does not answer, whether or not it listens', async () => {
    let aborted = false;
    const silent = callPort(
      'The adapter',
      5,
      signal =>
        new Promise(() => {
          signal.addEventListener('abort', () => {
            aborted = true;
          });
        }),
    );
    await expect(silent).rejects.toThrow(
      'The adapter did not answer within 0.005 seconds',
    );
    expect(aborted).toBe(true);
  });
});
