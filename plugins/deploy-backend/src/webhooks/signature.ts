import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { WebhookSource } from './WebhookSource';

/** The headers that a sender may prove itself with. Node gives a header that came twice as one text or as a list. */
export type SignatureHeaders = Readonly<
  Record<string, string | string[] | undefined>
>;

/** Header with the HMAC of each source. */
const signatureHeader: Record<WebhookSource, string> = {
  github: 'x-hub-signature-256',
  flux: 'x-signature',
  argocd: 'x-openportal-signature',
  ci: 'x-openportal-signature',
};

/**
 * Sources that may send the secret itself instead of a signature: the webhooks of Argo CD's notifications have
 * fixed headers and cannot compute one, and not every CI can.
 */
const bearerSources: readonly WebhookSource[] = ['argocd', 'ci'];

// GitHub and Flux write lower case. Anything else was not made by them.
const SIGNATURE = /^sha256=([0-9a-f]{64})$/;
const BEARER = /^Bearer ([\x21-\x7e]{1,512})$/;

/**
 * Whether a body comes from somebody who knows one of the secrets.
 *
 * @remarks
 *
 * HMAC-SHA256 over the bytes as they came, like
 * {@link https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries | GitHub} and
 * {@link https://fluxcd.io/flux/components/notification/providers/#generic-webhook-with-hmac | Flux} do. Takes the same
 * time whatever is wrong with a signature, and looks at every secret. Never throws.
 */
export function isSigned(options: {
  source: WebhookSource;
  headers: SignatureHeaders;
  body: Uint8Array;
  secrets: readonly string[];
}): boolean {
  const { source, headers, body, secrets } = options;
  const given = SIGNATURE.exec(text(headers[signatureHeader[source]]))?.[1];
  const bearer = bearerSources.includes(source)
    ? BEARER.exec(text(headers.authorization))?.[1]
    : undefined;
  let signed = false;
  for (const secret of secrets) {
    const expected = createHmac('sha256', secret).update(body).digest();
    // Compared even where nothing was given, so that the time tells nothing.
    const byHmac = timingSafeEqual(
      expected,
      given === undefined ? Buffer.alloc(32) : Buffer.from(given, 'hex'),
    );
    const byBearer = timingSafeEqual(digest(secret), digest(bearer ?? ''));
    signed =
      (given !== undefined && byHmac) ||
      (bearer !== undefined && byBearer) ||
      signed;
  }
  return signed;
}

function text(header: string | string[] | undefined): string {
  return typeof header === 'string' ? header : '';
}

/** Of equal length whatever the text, which is what a comparison in constant time needs. */
function digest(value: string): Buffer {
  return createHash('sha256').update(value).digest();
}
