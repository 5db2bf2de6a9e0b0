import { WebhookSource } from './WebhookSource';

/** A delivery to keep. */
export type NewDelivery = {
  source: WebhookSource;
  dedupeKey: string;
  /** Deliveries about the same are worked on in the order of their arrival. */
  orderKey: string;
  event: string;
  headers: Record<string, string>;
  body: string;
  /** Where it needs no work: it is kept so that it is known when it comes again. */
  ignored?: string;
};

/** A delivery that this replica may work on until the lease ends. */
export type ClaimedDelivery = {
  sequence: number;
  source: WebhookSource;
  event: string;
  body: string;
  attempts: number;
  leaseToken: string;
};

/** How a delivery ended. */
export type DeliveryOutcome = 'hinted' | 'ignored' | 'audited';

/** A delivery as people see it: without its body, which may hold anything. */
export type InboxItem = {
  id: string;
  source: string;
  event: string;
  about: string;
  receivedAt: string;
  attempts: number;
  state: 'due' | 'done' | 'dead';
  outcome?: string;
  error?: string;
};

/** How the inbox is doing. */
export type InboxStatus = {
  due: number;
  dead: number;
  /** Age of the oldest delivery that somebody should have worked on. */
  oldestDueAgeMs: number;
};

/** Where deliveries are kept. */
export interface InboxStore {
  /** Keeps a delivery. False where it was there already. */
  add(delivery: NewDelivery): Promise<boolean>;
  /** Takes the next due delivery whose predecessors about the same are done. */
  claim(leaseMs: number): Promise<ClaimedDelivery | undefined>;
  /** Notes that it is done; its body goes. */
  finish(
    delivery: ClaimedDelivery,
    outcome: DeliveryOutcome,
    reason?: string,
  ): Promise<void>;
  /** Notes that it failed; without a delay it is given up and kept as dead. */
  fail(
    delivery: ClaimedDelivery,
    options: { error: string; retryAfterMs: number | undefined },
  ): Promise<void>;
  /** Newest first. */
  list(query: {
    state?: InboxItem['state'];
    before?: number;
    limit: number;
  }): Promise<InboxItem[]>;
  /** Makes a dead delivery due again. Undefined where there is no such dead one. */
  replay(sequence: number): Promise<InboxItem | undefined>;
  status(): Promise<InboxStatus>;
  /** Removes what is older, a batch at a time. The number of rows. */
  removeOlderThan(ageMs: number, limit: number): Promise<number>;
}
