import type { Request, RequestHandler, Response } from 'express';

/**
 * What happens to a request that a fault rule matches.
 *
 * @public
 */
export type FaultAction =
  | {
      kind: 'status';
      status: number;
      headers?: Record<string, string>;
      body?: unknown;
    }
  | { kind: 'hang' }
  | { kind: 'reset' }
  | { kind: 'commit-then-drop' }
  | { kind: 'commit-then-hang' }
  | { kind: 'delay'; milliseconds: number }
  /** Waits for the promise, so that a test decides the order of two requests. */
  | { kind: 'hold'; until: Promise<unknown> };

/**
 * Which requests of which service misbehave, and how.
 *
 * @public
 */
export interface FaultRule {
  service: string;
  method?: string;
  /** A string is compared with the whole path (`*` stands for any characters); a pattern is searched in path and query. */
  path: string | RegExp;
  /** From the Nth match on; defaults to 1. */
  nth?: number;
  /** How many matches misbehave; defaults to all. */
  times?: number;
  action: FaultAction;
}

/**
 * An active rule, to remove it and to see how often it struck.
 *
 * @public
 */
export interface ActiveFault {
  remove(): void;
  /** How many requests the rule has misbehaved on. */
  readonly hits: number;
}

/**
 * Lets a test break a service on purpose.
 *
 * @public
 */
export interface FaultSwitches {
  add(rule: FaultRule): ActiveFault;
  clear(): void;
  /** The rules that are active now, with how often each has struck. */
  list(): Array<ActiveFault & { readonly rule: FaultRule }>;
  middleware(service: string): RequestHandler;
}

function toPattern(path: string): RegExp {
  const escaped = path.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*')}$`);
}

class Fault implements ActiveFault {
  hits = 0;
  private matches = 0;
  private readonly pattern: RegExp | undefined;

  constructor(
    readonly rule: FaultRule,
    private readonly onRemove: (fault: Fault) => void,
  ) {
    this.pattern =
      typeof rule.path === 'string' ? toPattern(rule.path) : undefined;
  }

  remove() {
    this.onRemove(this);
  }

  strikes(service: string, request: Request): boolean {
    const { rule } = this;
    if (rule.service !== service) return false;
    if (rule.method && rule.method.toUpperCase() !== request.method) {
      return false;
    }
    const url = request.originalUrl;
    const matched = this.pattern
      ? this.pattern.test(url.split('?')[0])
      : url.search(rule.path as RegExp) >= 0;
    if (!matched) return false;
    this.matches += 1;
    if (this.matches < (rule.nth ?? 1)) return false;
    if (this.hits >= (rule.times ?? Infinity)) return false;
    this.hits += 1;
    return true;
  }
}

/** Lets the handler do all its work, and calls back where the answer would have left. */
function withholdAnswer(response: Response, atEnd: () => void) {
  response.writeHead = () => response;
  response.flushHeaders = () => {};
  response.write = () => true;
  response.end = () => {
    atEnd();
    return response;
  };
}

function apply(
  action: FaultAction,
  request: Request,
  response: Response,
  next: () => void,
) {
  switch (action.kind) {
    case 'status':
      response.status(action.status).set(action.headers ?? {});
      if (typeof action.body === 'string') response.send(action.body);
      else response.json(action.body ?? { message: 'Fault' });
      break;
    case 'hang':
      break;
    case 'reset':
      request.socket.resetAndDestroy();
      break;
    case 'commit-then-drop':
      withholdAnswer(response, () => request.socket.destroy());
      next();
      break;
    case 'commit-then-hang':
      withholdAnswer(response, () => {});
      next();
      break;
    case 'hold':
      action.until.then(next, next);
      break;
    default: {
      const timer = setTimeout(next, action.milliseconds);
      request.socket.once('close', () => clearTimeout(timer));
    }
  }
}

/**
 * Creates the switches, all of them off.
 *
 * @public
 */
export function createFaultSwitches(): FaultSwitches {
  const faults = new Set<Fault>();
  return {
    add(rule) {
      const fault = new Fault(rule, it => faults.delete(it));
      faults.add(fault);
      return fault;
    },
    clear() {
      faults.clear();
    },
    list() {
      return [...faults];
    },
    middleware(service) {
      return (request, response, next) => {
        const struck = [...faults].find(it => it.strikes(service, request));
        if (struck) apply(struck.rule.action, request, response, next);
        else next();
      };
    },
  };
}
