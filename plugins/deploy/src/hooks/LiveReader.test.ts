import { LiveReader } from './LiveReader';

/** A read that answers when the test says so. */
function manualReads() {
  const answers: Array<(value: string) => void> = [];
  const read = jest.fn(
    (_options: { signal: AbortSignal }) =>
      new Promise<string>(resolve => answers.push(resolve)),
  );
  return { read, answer: (value: string) => answers.shift()!(value) };
}

const INTERVALS: Record<string, number | 'never'> = {
  changing: 5_000,
  settled: 60_000,
  over: 'never',
};

let hidden = false;

describe('LiveReader', () => {
  beforeEach(() => {
    jest.useFakeTimers();
    hidden = false;
    jest.spyOn(document, 'hidden', 'get').mockImplementation(() => hidden);
  });

  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  function setup() {
    const reads = manualReads();
    const values: string[] = [];
    const errors: Error[] = [];
    const reader = new LiveReader<string>({
      read: reads.read,
      intervalMs: value => INTERVALS[value ?? 'changing'],
      onValue: value => values.push(value),
      onError: error => errors.push(error),
      signalSpacingMs: 2_000,
    });
    return { ...reads, reader, values, errors };
  }

  /** Lets what was answered arrive. */
  const arrive = () => jest.advanceTimersByTimeAsync(0);

  it('waits as long as the answer asks for', async () => {
    const { reader, read, answer, values } = setup();
    reader.reload();
    answer('changing');
    await arrive();
    await jest.advanceTimersByTimeAsync(4_999);
    expect(read).toHaveBeenCalledTimes(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(read).toHaveBeenCalledTimes(2);
    answer('settled');
    await jest.advanceTimersByTimeAsync(59_999);
    expect(read).toHaveBeenCalledTimes(2);
    await jest.advanceTimersByTimeAsync(1);
    expect(read).toHaveBeenCalledTimes(3);
    expect(values).toEqual(['changing', 'settled']);
    reader.stop();
  });

  it('reads at most every two seconds while signals arrive, and never loses the last one', async () => {
    const { reader, read, answer } = setup();
    reader.signaled();
    expect(read).toHaveBeenCalledTimes(1);
    answer('settled');
    await arrive();
    for (let index = 0; index < 50; index += 1) {
      reader.signaled();
      await jest.advanceTimersByTimeAsync(30);
    }
    expect(read).toHaveBeenCalledTimes(1);
    await jest.advanceTimersByTimeAsync(500);
    expect(read).toHaveBeenCalledTimes(2);
    // The last one comes while that read is under way, and its answer may be older.
    reader.signaled();
    answer('settled');
    await arrive();
    await jest.advanceTimersByTimeAsync(1_999);
    expect(read).toHaveBeenCalledTimes(2);
    await jest.advanceTimersByTimeAsync(1);
    expect(read).toHaveBeenCalledTimes(3);
    // Nobody waits for two seconds after a quiet time.
    answer('settled');
    await jest.advanceTimersByTimeAsync(10_000);
    reader.signaled();
    expect(read).toHaveBeenCalledTimes(4);
    reader.stop();
  });

  it('makes one read of many that are asked for meanwhile, after the one under way', async () => {
    const { reader, read, answer } = setup();
    reader.reload();
    reader.reload();
    reader.reload();
    expect(read).toHaveBeenCalledTimes(1);
    answer('settled');
    await arrive();
    expect(read).toHaveBeenCalledTimes(2);
    answer('settled');
    await arrive();
    expect(read).toHaveBeenCalledTimes(2);
    reader.stop();
  });

  it('reads nothing while nobody sees the page, and catches up after', async () => {
    const { reader, read, answer } = setup();
    reader.reload();
    answer('changing');
    await arrive();
    hidden = true;
    await jest.advanceTimersByTimeAsync(3_600_000);
    reader.reload();
    expect(read).toHaveBeenCalledTimes(1);
    expect(jest.getTimerCount()).toBe(0);
    hidden = false;
    reader.visibilityChanged();
    expect(read).toHaveBeenCalledTimes(2);
    reader.stop();
  });

  it('reads no more when nothing can change, unless somebody asks', async () => {
    const { reader, read, answer } = setup();
    reader.reload();
    answer('over');
    await arrive();
    await jest.advanceTimersByTimeAsync(3_600_000);
    expect(read).toHaveBeenCalledTimes(1);
    reader.reload();
    expect(read).toHaveBeenCalledTimes(2);
    reader.stop();
  });

  it('goes on after an error', async () => {
    const { reader, read, errors } = setup();
    read.mockRejectedValueOnce(new Error('no answer'));
    reader.reload();
    await arrive();
    expect(errors).toEqual([new Error('no answer')]);
    await jest.advanceTimersByTimeAsync(5_000);
    expect(read).toHaveBeenCalledTimes(2);
    reader.stop();
  });

  it('says nothing more after it was stopped', async () => {
    const { reader, read, answer, values } = setup();
    reader.reload();
    expect(read.mock.calls[0][0].signal.aborted).toBe(false);
    reader.stop();
    expect(read.mock.calls[0][0].signal.aborted).toBe(true);
    answer('late');
    await jest.advanceTimersByTimeAsync(3_600_000);
    expect(values).toEqual([]);
    expect(read).toHaveBeenCalledTimes(1);
  });
});
