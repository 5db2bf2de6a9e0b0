import { LoggerService } from '@backstage/backend-plugin-api';
import {
  NextFunction,
  Request,
  RequestHandler,
  Response,
  Router,
} from 'express';
import PromiseRouter from 'express-promise-router';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { InboxStore } from './InboxStore';
import { ReadingSlots } from './ReadingSlots';
import { WebhookConfig } from './readWebhookConfig';
import { Accepted, DeliveryTimes, receiveDelivery } from './receiveDelivery';
import { WebhookRefusal, WebhookRefusedError } from './WebhookRefusedError';
import { WebhookSource } from './WebhookSource';

const WINDOW_SECONDS = 10;
const DEFAULT_TIMES: DeliveryTimes = { bodyMs: 5000, storeMs: 4000 };

/** What becomes of a delivery at the door. */
export type Reception = Accepted | WebhookRefusal;

/** `POST /webhooks/<source>` for each source that has a secret: what needs no sign-in, but a signature. */
export function createWebhookRouter(options: {
  config: WebhookConfig;
  store: InboxStore;
  logger: LoggerService;
  /** Called for each delivery, for metrics. */
  onReceived: (source: WebhookSource, reception: Reception) => void;
  /** Called when there is work. */
  onStored: () => void;
  times?: Partial<DeliveryTimes>;
}): Router {
  const { config, store, logger, onReceived, onStored } = options;
  const router = PromiseRouter();
  const slots = new ReadingSlots({ total: 64, perAddress: 16 });
  for (const [source, secrets] of config.secrets) {
    router.post(
      `/webhooks/${source}`,
      ...createLimiters(source, config.rateLimit, onReceived),
      async (request, response) => {
        try {
          const result = await receiveDelivery(request, {
            source,
            secrets,
            address: addressOf(request),
            store,
            slots,
            times: { ...DEFAULT_TIMES, ...options.times },
            logger,
          });
          onReceived(source, result);
          if (result === 'stored') {
            onStored();
          }
          // Accepted, not done: the work comes later.
          response.status(202).json({ result });
        } catch (error) {
          if (error instanceof WebhookRefusedError) {
            onReceived(source, error.code);
            closeUnread(request, response);
          }
          throw error;
        }
      },
    );
  }
  return router;
}

/**
 * Two limits for each address: on all deliveries, and a much lower one on those that are refused, so that somebody
 * without the secret costs nothing but the counting.
 */
function createLimiters(
  source: WebhookSource,
  limits: WebhookConfig['rateLimit'],
  onReceived: (source: WebhookSource, reception: Reception) => void,
): RequestHandler[] {
  const shared = {
    windowMs: WINDOW_SECONDS * 1000,
    standardHeaders: false,
    legacyHeaders: false,
    keyGenerator: addressOf,
    handler: (request: Request, response: Response, next: NextFunction) => {
      onReceived(source, 'rate-limited');
      response.set('Retry-After', String(WINDOW_SECONDS));
      closeUnread(request, response);
      next(
        new WebhookRefusedError(
          'rate-limited',
          `Too many webhooks of '${source}' come from this address`,
        ),
      );
    },
    // Whether the address is that of a proxy is for `backend.trustProxy` to say.
    validate: false,
  };
  return [
    rateLimit({ ...shared, limit: limits.requestsPerSecond * WINDOW_SECONDS }),
    rateLimit({
      ...shared,
      limit: limits.refusalsPerSecond * WINDOW_SECONDS,
      skipSuccessfulRequests: true,
      // A database that is away is not the fault of the sender.
      requestWasSuccessful: (_, response) =>
        response.statusCode < 400 || response.statusCode === 503,
    }),
  ];
}

/** Nobody who was refused half-way goes on sending. */
function closeUnread(request: Request, response: Response): void {
  if (!request.complete) {
    response.set('Connection', 'close');
    response.once('finish', () => request.destroy());
  }
}

function addressOf(request: Request): string {
  return ipKeyGenerator(request.ip ?? '');
}
