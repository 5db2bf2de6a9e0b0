const LIMIT_MILLISECONDS = 30_000;

/** Asks a server for JSON. Throws on every answer that is no success, with the status in `status`. */
export async function askJson(url, { method = 'GET', token, body } = {}) {
  const response = await fetch(url, {
    method,
    headers: {
      Accept: 'application/json',
      ...(token && { Authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(LIMIT_MILLISECONDS),
  });
  const text = await response.text();
  if (!response.ok) {
    const error = new Error(
      `${method} ${url}: ${response.status} ${text.slice(0, 2000)}`,
    );
    error.status = response.status;
    throw error;
  }
  return text ? JSON.parse(text) : undefined;
}

/** Sends a form as a page in a browser does, and does not follow where the answer leads. */
export async function submitForm(url, fields) {
  return fetch(url, {
    method: 'POST',
    headers: { Origin: new URL(url).origin },
    body: new URLSearchParams(fields),
    redirect: 'manual',
    signal: AbortSignal.timeout(LIMIT_MILLISECONDS),
  });
}

/** Opens a page and does not follow where it leads. */
export async function openPage(url, headers = {}) {
  return fetch(url, {
    headers,
    redirect: 'manual',
    signal: AbortSignal.timeout(LIMIT_MILLISECONDS),
  });
}
