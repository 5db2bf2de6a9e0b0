import assert from 'node:assert/strict';
import { openPage, submitForm } from './http.mjs';

/**
 * Signs a person in as their browser does: from the portal to GitHub's page, through the choice there, and back.
 *
 * @returns {Promise<string>} the session's token
 */
export async function signIn(portalUrl, login) {
  const start = await openPage(
    `${portalUrl}/api/auth/github/start?env=development&scope=read:user`,
  );
  const authorize = new URL(locationOf(start));
  const choice = await submitForm(`${authorize.origin}${authorize.pathname}`, {
    ...Object.fromEntries(authorize.searchParams),
    login,
  });
  const callback = await openPage(locationOf(choice), {
    Cookie: cookiesOf(start),
  });
  // The page hands the answer over to the window that opened it.
  const page = await callback.text();
  const [, encoded] =
    /authResponse = decodeURIComponent\('([^']+)'\)/.exec(page) ?? [];
  assert.ok(encoded, `No answer of a sign-in: ${page.slice(0, 500)}`);
  const answer = JSON.parse(decodeURIComponent(encoded));
  assert.equal(answer.error, undefined);
  return answer.response.backstageIdentity.token;
}

function locationOf(response) {
  const location = response.headers.get('location');
  assert.ok(location, `${response.url} answers ${response.status}`);
  return location;
}

function cookiesOf(response) {
  return response.headers
    .getSetCookie()
    .filter(cookie => !/max-age=0/i.test(cookie))
    .map(cookie => cookie.split(';')[0])
    .join('; ');
}
