import { decideOwnership, toIntentId, toMarker } from './intent';
import { checkName, toTopics } from './names';
import { toCommitAuthor } from './requester';

describe('names', () => {
  const rules = { environments: ['qa', 'prod'], reserved: ['argocd'] };

  it.each(['abc', 'payments-api', 'a-1', 'prod-check', 'x'.repeat(40)])(
    'takes %p',
    name => {
      expect(checkName(name, rules)).toBe(name);
    },
  );

  it.each([
    '',
    'ab',
    'Payments',
    '1abc',
    '-abc',
    'abc-',
    'a_b',
    'a.b',
    'x'.repeat(41),
    'abc\n',
    'pay ments',
    '../../etc',
  ])('refuses %p and quotes it', name => {
    expect(() => checkName(name, rules)).toThrow(
      `Name "${name}" breaks the rule for names: 3 to 40 characters`,
    );
  });

  it.each([
    ['payments-prod', '"payments" is called so there'],
    ['a-qa', 'ends with the environment "qa"'],
    ['argocd', 'is reserved'],
    ['kube-system', 'is reserved'],
  ])('refuses %p, which somebody else is called', (name, message) => {
    expect(() => checkName(name, rules)).toThrow(message);
  });

  it('marks repositories by a topic, once', () => {
    expect(toTopics(['nodejs', 'openportal'])).toEqual([
      'openportal',
      'nodejs',
    ]);
    expect(() => toTopics(['No Topic'])).toThrow('Topic "No Topic"');
  });
});

describe('intent', () => {
  const parts = { taskId: 't', stepId: 's', repository: 'github.com/acme/x' };
  const intent = toIntentId(parts);

  it('is the same for the same step of a task only', () => {
    expect(toIntentId({ ...parts })).toBe(intent);
    expect(intent).toMatch(/^[0-9a-f]{24}$/);
    expect(toIntentId({ ...parts, taskId: 'u' })).not.toBe(intent);
    expect(toIntentId({ ...parts, stepId: 'u' })).not.toBe(intent);
  });

  it.each([
    ['unfinished', toMarker(intent), []],
    ['unfinished', toMarker(intent), ['Initial commit']],
    ['finished', 'Payments', [`Create x\n\nOpenPortal-Intent: ${intent}`]],
    ['other-task', toMarker('0'.repeat(24)), []],
    ['foreign', 'Payments', ['Initial commit']],
    ['foreign', undefined, [`Mentions ${intent} somewhere`]],
    ['foreign', `Quotes: ${toMarker(intent)}`, []],
  ])('decides %p', (ownership, description, commitMessages) => {
    expect(decideOwnership(intent, { description, commitMessages })).toBe(
      ownership,
    );
  });
});

describe('toCommitAuthor', () => {
  it('needs an address', () => {
    const entity = {
      apiVersion: 'backstage.io/v1alpha1' as const,
      kind: 'User' as const,
      metadata: { name: 'developer' },
      spec: { profile: { email: 'developer@example.com' } },
    };
    expect(toCommitAuthor({ entity })).toEqual({
      name: 'developer',
      email: 'developer@example.com',
    });
    expect(toCommitAuthor({ entity: { ...entity, spec: {} } })).toBeUndefined();
    expect(toCommitAuthor(undefined)).toBeUndefined();
  });
});
