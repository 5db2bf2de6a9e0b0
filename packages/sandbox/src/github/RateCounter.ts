import type { Account } from './entities';
import type { RateLimit } from './routes/route';

const HOUR_SECONDS = 3600;

const LIMITS = {
  Bot: 15_000,
  User: 5000,
  Organization: 5000,
  anonymous: 60,
};

/** Counts requests per hour. It never refuses one: what happens at the limit is for fault switches to play. */
export class RateCounter {
  private readonly windows = new Map<string, { used: number; reset: number }>();

  count(account: Account | undefined): RateLimit {
    const key = account?.login ?? '';
    const limit = LIMITS[account?.type ?? 'anonymous'];
    const now = Math.floor(Date.now() / 1000);
    const known = this.windows.get(key);
    const window =
      known && known.reset > now
        ? known
        : { used: 0, reset: now + HOUR_SECONDS };
    window.used += 1;
    this.windows.set(key, window);
    const remaining = Math.max(limit - window.used, 1);
    return {
      limit,
      remaining,
      used: Math.min(window.used, limit - 1),
      reset: window.reset,
    };
  }
}
