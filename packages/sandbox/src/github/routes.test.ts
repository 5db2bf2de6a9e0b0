import { githubRoutes } from './routes';
import { responseChecker } from './__testUtils__/startTestGitHub';

describe('routes', () => {
  it.each(githubRoutes.map(it => [`${it.method} ${it.path}`, it] as const))(
    '%s is an operation that GitHub describes',
    (_, { method, path, operationId }) => {
      expect(responseChecker().describes(method, path, operationId)).toBe(true);
    },
  );

  it('has one handler per operation', () => {
    const ids = githubRoutes.map(it => it.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
