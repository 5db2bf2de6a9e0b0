import { PortCallOptions } from './DeployTarget';

/**
 * What came of asking a sender for its failed deliveries.
 *
 * @public
 */
export type RedeliveryReport = {
  /** Hooks that point to this portal. */
  hooks: number;
  /** Deliveries that nobody took, of those that are not too old. */
  failed: number;
  /** Deliveries that the sender was asked to send again. */
  redelivered: number;
  /** What could not be asked, in words for people. */
  problems: string[];
};

/**
 * A sender of webhooks that does not repeat what failed by itself, and can be asked to.
 *
 * @public
 */
export interface WebhookRedelivery {
  /** Name, for example `github`. Also that of the source: the last part of the path of its webhooks. */
  readonly id: string;
  /**
   * Asks for what failed to be sent again. The same may be asked for by every call until it arrives: a delivery that
   * comes twice is worked on once. Does not throw where one of several hooks cannot be asked: the report says so.
   *
   * @param request - `url`: address of the webhooks of this portal, as senders know it; `since`: how far to look back
   */
  redeliverFailed(
    request: { url: string; since: Date },
    options?: PortCallOptions,
  ): Promise<RedeliveryReport>;
}
