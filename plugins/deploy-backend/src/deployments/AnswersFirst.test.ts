import { AnswersFirst } from './AnswersFirst';

describe('AnswersFirst', () => {
  afterEach(() => jest.useRealTimers());

  function question() {
    let answer = () => {};
    const answered = new Promise<void>(resolve => {
      answer = resolve;
    });
    return { answered, answer };
  }

  it('does what can wait when the last one has their answer', async () => {
    const answers = new AnswersFirst();
    const done: string[] = [];
    const [one, two] = [question(), question()];
    const first = answers.answer(async () => {
      answers.afterwards(() => done.push('work of the first'));
      await one.answered;
    });
    const second = answers.answer(() => two.answered);
    one.answer();
    await first;
    expect(done).toEqual([]);
    two.answer();
    await second;
    expect(done).toEqual(['work of the first']);
    answers.afterwards(() => done.push('at once'));
    expect(done).toEqual(['work of the first', 'at once']);
  });

  it('does it after a question that fails, too', async () => {
    const answers = new AnswersFirst();
    const work = jest.fn();
    await expect(
      answers.answer(async () => {
        answers.afterwards(work);
        throw new Error('The database is away');
      }),
    ).rejects.toThrow('The database is away');
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('lets it wait for a second at most, however many go on asking', async () => {
    jest.useFakeTimers();
    const answers = new AnswersFirst();
    const work = jest.fn();
    const slow = question();
    const asked = answers.answer(() => {
      answers.afterwards(work);
      return slow.answered;
    });
    jest.advanceTimersByTime(999);
    expect(work).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(work).toHaveBeenCalledTimes(1);
    slow.answer();
    await asked;
    expect(work).toHaveBeenCalledTimes(1);
  });
});
