import { LoggerService } from '@backstage/backend-plugin-api';

const say = () => {};

/** Says nothing and remembers nothing: a mock would keep what ten thousand rounds told it. */
export const silentLogger: LoggerService = {
  error: say,
  warn: say,
  info: say,
  debug: say,
  child: () => silentLogger,
};
