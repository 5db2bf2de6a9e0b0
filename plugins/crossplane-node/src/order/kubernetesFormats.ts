import { isIPv4, isIPv6 } from 'node:net';

const ATOM = '[^\\s"(),.:;<>@[\\\\\\]]+';
const DOT_ATOM = `${ATOM}(?:\\.${ATOM})*`;
const ADDRESS = new RegExp(
  `^(?:${DOT_ATOM}|"(?:[^"\\\\]|\\\\.)*")@(?:${DOT_ATOM}|\\[[^\\]]*\\])$`,
  'u',
);
const LABEL =
  /^[a-z0-9\p{S}\p{L}](?:[-a-z0-9\p{S}\p{L}]*[a-z0-9\p{S}\p{L}])?$/iu;
const CALENDAR_DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const TIME_OF_DAY =
  /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:z|[+-]\d{2}:\d{2})$/i;
const GO_DURATION =
  /^[-+]?(?:0|(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/;
const WORDED_DURATION = /^\s*(?:\d+\s*[a-zµ]+\s*)+$/i;
const DURATION_UNIT =
  /^(?:ns|nano.*|us|µs|micro.*|ms|milli.*|s|sec.*|m|min.*|h|hr|hour.*|d|day.*|w|wk|week.*)$/i;
const MAC =
  /^(?:[0-9a-f]{2}(?:(?::[0-9a-f]{2}){5}|(?::[0-9a-f]{2}){7}|(?::[0-9a-f]{2}){19}|(?:-[0-9a-f]{2}){5}|(?:-[0-9a-f]{2}){7}|(?:-[0-9a-f]{2}){19})|[0-9a-f]{4}(?:(?:\.[0-9a-f]{4}){2}|(?:\.[0-9a-f]{4}){3}|(?:\.[0-9a-f]{4}){9}))$/i;
const BASE64 =
  /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/;
const AUTHORITY =
  /^(?:[-\w.~!$&'()*+,;=:%@]*@)?(?:\[[0-9a-f:.%]+\]|[^\s/\\^{|}`@#?:[\]]*)(?::\d*)?$/i;

/**
 * The formats of texts that a Kubernetes API server checks, in its meaning of them, which is not the one of JSON schema:
 * a `duration` is `1h30m` and not `PT1H30M`, a `uri` may be a mere path. Every other format means nothing to it. Where
 * its rule is unclear or differs between versions, the laxer one is here: the dry run knows the exact one.
 *
 * Source: formats of `JSONSchemaProps` in the Kubernetes API reference, as package `strfmt` of kube-openapi reads them.
 */
export const KUBERNETES_FORMATS: Record<string, (text: string) => boolean> = {
  byte: text => BASE64.test(text),
  cidr: isCidr,
  date: isDate,
  'date-time': isDateTime,
  datetime: isDateTime,
  duration: isDuration,
  email: isEmail,
  hostname: isHostname,
  // An IPv4 address in the notation of IPv6 has dots, which is all that the API server looks at.
  ipv4: text => isIPv4(text) || (isPlainIPv6(text) && text.includes('.')),
  ipv6: isPlainIPv6,
  mac: text => MAC.test(text),
  uri: isRequestUri,
  uuid: text => isUuid(text),
  uuid3: text => isUuid(text, /^3/),
  uuid4: text => isUuid(text, /^4...[89ab]/i),
  uuid5: text => isUuid(text, /^5...[89ab]/i),
};

function isPlainIPv6(text: string): boolean {
  return isIPv6(text) && !text.includes('%');
}

function isCidr(text: string): boolean {
  const [address, bits, ...more] = text.split('/');
  return (
    more.length === 0 &&
    /^\d{1,3}$/.test(bits ?? '') &&
    ((isIPv4(address) && Number(bits) <= 32) ||
      (isPlainIPv6(address) && Number(bits) <= 128))
  );
}

function isDate(text: string): boolean {
  const [, year, month, day] = CALENDAR_DAY.exec(text) ?? [];
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  // A day that the month has not becomes one of the next month.
  return day !== undefined && date.getUTCMonth() === Number(month) - 1;
}

function isDateTime(text: string): boolean {
  const [date, time, ...more] = text.split(/t/i);
  return more.length === 0 && isDate(date) && TIME_OF_DAY.test(time ?? '');
}

function isDuration(text: string): boolean {
  return (
    GO_DURATION.test(text) ||
    (WORDED_DURATION.test(text) &&
      (text.match(/[a-zµ]+/gi) ?? []).some(unit => DURATION_UNIT.test(unit)))
  );
}

function isEmail(text: string): boolean {
  if (text.includes('(')) {
    // An address with a comment: the cluster may judge it.
    return text.includes('@');
  }
  return ADDRESS.test(/<([^<>]*)>\s*$/.exec(text)?.[1] ?? text.trim());
}

function isHostname(text: string): boolean {
  const labels = text.split('.');
  const last = labels.at(-1) ?? '';
  return (
    Buffer.byteLength(text) <= 255 &&
    labels.every(
      label => Buffer.byteLength(label) <= 63 && LABEL.test(label),
    ) &&
    (labels.length === 1 || last.length > 1)
  );
}

/** What can stand in the first line of an HTTP request: a URI with a scheme, or an absolute path. */
function isRequestUri(text: string): boolean {
  if ([...text].some(character => character < ' ' || character === '\u007f')) {
    return false;
  }
  const scheme = /^[a-z][-a-z0-9+.]*:/i.exec(text)?.[0];
  const [rest] = text.slice(scheme?.length ?? 0).split('?');
  if (!rest.startsWith('/')) {
    return scheme !== undefined || text === '*';
  }
  const authority = scheme && /^\/\/([^/]*)/.exec(rest)?.[1];
  return (
    (authority === undefined || AUTHORITY.test(authority)) &&
    !/%(?![0-9a-f]{2})/i.test(rest)
  );
}

function isUuid(text: string, version?: RegExp): boolean {
  const digits = text.replaceAll('-', '');
  return (
    /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i.test(text) &&
    (!version || version.test(digits.slice(12)))
  );
}
