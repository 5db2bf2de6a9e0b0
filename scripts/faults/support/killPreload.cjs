/**
 * Loaded into the deploy backend of the kill matrix, before anything else: it ends the process with SIGKILL at a chosen
 * request to the outside, either before the request is sent or when its answer has come and nobody has seen it yet. The
 * test chooses by a message; without one it only writes down which requests there are.
 */
const http = require('node:http');
const https = require('node:https');
const { syncBuiltinESMExports } = require('node:module');

const hosts = (process.env.KILL_MATRIX_HOSTS ?? '').split(',');
let plan;
let requests = [];

process.on('message', message => {
  switch (message.do) {
    case 'arm':
      plan = message.plan;
      break;
    case 'record':
      plan = undefined;
      requests = [];
      break;
    default:
      break;
  }
  process.send({ id: message.id, requests });
});
// Whoever started it is gone.
process.on('disconnect', () => process.exit());

/** What a request is about, without the names that differ each time. */
function describe(method, url, body) {
  const { pathname, searchParams } = url;
  if (searchParams.get('watch')) {
    return undefined;
  }
  const path = decodeURIComponent(pathname)
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '{operation}')
    .replace(/sha-[0-9a-f]+/g, '{tag}')
    .replace(/(sha256:)?[0-9a-f]{40,64}/g, '{sha}')
    .replace(/\/\d+(?=\/|$)/g, '/{number}');
  const field =
    typeof body === 'string' && pathname.endsWith('/graphql')
      ? /\{\s*\\?n?\s*(\w+)/.exec(JSON.parse(body).query)
      : undefined;
  return `${method} ${path}${field ? ` ${field[1]}` : ''}`;
}

/** Notes a request; ends the process where it is the one. Answers what to do when its answer is there. */
function meet(method, url, body) {
  const name = hosts.includes(url.host)
    ? describe(method, url, body)
    : undefined;
  if (name === undefined) {
    return () => {};
  }
  requests.push(name);
  if (plan?.request !== name) {
    return () => {};
  }
  if (plan.when === 'before') {
    process.kill(process.pid, 'SIGKILL');
  }
  return () => process.kill(process.pid, 'SIGKILL');
}

const { fetch: originalFetch } = globalThis;
globalThis.fetch = async (input, init) => {
  const isRequest = input instanceof Request;
  const answered = meet(
    init?.method ?? (isRequest ? input.method : 'GET'),
    new URL(isRequest ? input.url : input),
    init?.body,
  );
  const response = await originalFetch(input, init);
  answered();
  return response;
};

for (const client of [http, https]) {
  const { request: originalRequest } = client;
  client.request = (...args) => {
    const request = originalRequest.apply(client, args);
    const answered = meet(
      request.method,
      new URL(
        request.path,
        `${request.protocol}//${request.getHeader('host')}`,
      ),
    );
    request.once('response', answered);
    return request;
  };
  client.get = (...args) => {
    const request = client.request(...args);
    request.end();
    return request;
  };
}
syncBuiltinESMExports();
