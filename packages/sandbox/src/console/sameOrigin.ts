import type { RequestHandler } from 'express';

const loopbackNames = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Refuses what a page of another site could make a browser send here. The host
 * has to be this machine (a foreign name that resolves to it is refused), and a
 * request that changes something has to come from a page of the console.
 */
export const sameOrigin: RequestHandler = (request, response, next) => {
  const { host, origin } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const name = (host ?? '').replace(/:\d+$/, '');
  if (!loopbackNames.includes(name)) {
    response
      .status(403)
      .type('text')
      .send(`The console answers on localhost only, not on '${name}'.\n`);
    return;
  }
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  const isOwn =
    origin === `http://${host}` || (!origin && site === 'same-origin');
  if (!isRead && !isOwn) {
    response
      .status(403)
      .type('text')
      .send('Changes are accepted from pages of the console only.\n');
    return;
  }
  next();
};
