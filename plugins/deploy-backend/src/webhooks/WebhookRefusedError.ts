/** Why a delivery was refused. */
export type WebhookRefusal =
  | 'rate-limited'
  | 'wrong-content-type'
  | 'encoded-body'
  | 'body-too-large'
  | 'body-too-slow'
  | 'body-incomplete'
  | 'bad-signature'
  | 'bad-body'
  | 'not-stored';

const statusOf: Record<WebhookRefusal, number> = {
  'rate-limited': 429,
  'wrong-content-type': 415,
  'encoded-body': 415,
  'body-too-large': 413,
  'body-too-slow': 408,
  'body-incomplete': 400,
  'bad-signature': 401,
  'bad-body': 400,
  'not-stored': 503,
};

const nameOf: Record<number, string> = {
  400: 'InputError',
  401: 'AuthenticationError',
  503: 'ServiceUnavailableError',
};

/**
 * A delivery that is not accepted. Carries its HTTP status, because Backstage has no error for some of them. Its
 * message never quotes the body, which nobody has vouched for.
 */
export class WebhookRefusedError extends Error {
  readonly code: WebhookRefusal;
  readonly statusCode: number;

  constructor(code: WebhookRefusal, message: string) {
    super(message);
    this.code = code;
    this.statusCode = statusOf[code];
    this.name = nameOf[this.statusCode] ?? 'WebhookRefusedError';
  }
}
