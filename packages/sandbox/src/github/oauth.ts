import express, { Router } from 'express';
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import {
  equalSecrets,
  escapeHtml,
  parseBasicAuthorization,
  sandboxPage,
  stableSecret,
} from '../core';
import { issueToken } from './accounts';
import type { Services } from './Services';

const CODE_LIFETIME_MS = 10 * 60 * 1000;

/** The sign-in application that portals use. */
export interface OAuthApplication {
  clientId: string;
  clientSecret: string;
}

export function oauthApplication(services: Services): OAuthApplication {
  const { store } = services.state;
  return {
    clientId: stableSecret(store, 'github-oauth-client-id', 'Iv1.').slice(
      0,
      20,
    ),
    clientSecret: stableSecret(store, 'github-oauth-client-secret'),
  };
}

/** Scopes as GitHub reads them: separated by spaces or commas, without what a wider one includes. */
export function parseScopes(text: string): string[] {
  const scopes = new Set(text.split(/[\s,]+/).filter(Boolean));
  if (scopes.has('user')) {
    for (const part of ['read:user', 'user:email', 'user:follow']) {
      scopes.delete(part);
    }
  }
  if (scopes.has('repo')) {
    for (const part of ['public_repo', 'repo:status', 'repo_deployment']) {
      scopes.delete(part);
    }
  }
  return [...scopes].sort();
}

/** Only pages of this machine may get a code; a sandbox must not be an open redirect. */
function isLocal(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return (
    /^https?:$/.test(protocol) &&
    ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  );
}

const authorizeSchema = z.object({
  client_id: z.string(),
  redirect_uri: z
    .string()
    .refine(isLocal, 'must be an address of this machine'),
  scope: z.string().default(''),
  state: z.string().default(''),
});

const tokenSchema = z.object({
  client_id: z.string().optional(),
  client_secret: z.string().optional(),
  code: z.string(),
  redirect_uri: z.string().optional(),
});

function choicePage(
  services: Services,
  input: z.infer<typeof authorizeSchema>,
): string {
  const hidden = Object.entries(input)
    .map(
      ([name, value]) =>
        `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`,
    )
    .join('');
  const people = services.state
    .listAccounts()
    .filter(it => it.type === 'User')
    .map(
      it =>
        `<li><button type="submit" name="login" value="${escapeHtml(
          it.login,
        )}">${escapeHtml(it.login)}</button> ${escapeHtml(it.name)}</li>`,
    )
    .join('\n');
  const scopes = parseScopes(input.scope).join(', ') || 'nothing but your name';
  return sandboxPage({
    title: 'Sign in as',
    body: `<p>Choose who you are. No password is needed. The application at
<strong>${escapeHtml(
      new URL(input.redirect_uri).host,
    )}</strong> asks for: ${escapeHtml(scopes)}.</p>
<form method="post" action="/login/oauth/authorize">${hidden}
<ul class="plain">
${people}
</ul>
</form>`,
  });
}

function problemPage(problem: string): string {
  return sandboxPage({
    title: 'Sign-in is not possible',
    body: `<p>${escapeHtml(problem)}</p>`,
  });
}

/** The sign-in flow under `/login/oauth`. */
export function createOAuth(services: Services): Router {
  const router = Router();
  const { state } = services;
  router.use(express.urlencoded({ extended: false, limit: '100kb' }));
  router.use(express.json({ limit: '100kb' }));

  router.get('/authorize', (request, response) => {
    const input = authorizeSchema.safeParse(request.query);
    if (!input.success) {
      response
        .status(400)
        .type('html')
        .send(problemPage(z.prettifyError(input.error)));
      return;
    }
    if (input.data.client_id !== oauthApplication(services).clientId) {
      response
        .status(404)
        .type('html')
        .send(
          problemPage(
            `No application has the client id '${input.data.client_id}'. The sandbox prints the right one when it starts.`,
          ),
        );
      return;
    }
    response.type('html').send(choicePage(services, input.data));
  });

  router.post('/authorize', (request, response) => {
    const input = authorizeSchema
      .extend({ login: z.string() })
      .safeParse(request.body);
    const account = input.success ? state.account(input.data.login) : undefined;
    if (!input.success || account?.type !== 'User') {
      response
        .status(400)
        .type('html')
        .send(problemPage('There is no such user in this sandbox.'));
      return;
    }
    const code = randomBytes(10).toString('hex');
    state.codes.put(code, {
      login: account.login,
      scopes: parseScopes(input.data.scope),
      redirectUri: input.data.redirect_uri,
      expiresAt: Date.now() + CODE_LIFETIME_MS,
    });
    const target = new URL(input.data.redirect_uri);
    target.searchParams.set('code', code);
    if (input.data.state) target.searchParams.set('state', input.data.state);
    response.redirect(302, target.toString());
  });

  router.post('/access_token', (request, response) => {
    const answer = (fields: Record<string, string>) => {
      // GitHub answers errors of this kind with 200, and as a form unless JSON is asked for.
      if (/json/.test(request.get('Accept') ?? '')) response.json(fields);
      else {
        response
          .type('application/x-www-form-urlencoded')
          .send(new URLSearchParams(fields).toString());
      }
    };
    const input = tokenSchema.safeParse({ ...request.query, ...request.body });
    const basic = parseBasicAuthorization(request.get('Authorization'));
    const known = oauthApplication(services);
    const id = (input.data?.client_id ?? basic?.user) || '';
    const secret = (input.data?.client_secret ?? basic?.password) || '';
    if (id !== known.clientId || !equalSecrets(secret, known.clientSecret)) {
      answer({
        error: 'incorrect_client_credentials',
        error_description:
          'The client_id and/or client_secret passed are incorrect.',
      });
      return;
    }
    const code = input.data ? state.codes.get(input.data.code) : undefined;
    if (input.data) state.codes.delete(input.data.code);
    const valid =
      code &&
      code.expiresAt > Date.now() &&
      (input.data?.redirect_uri ?? code.redirectUri) === code.redirectUri;
    if (!valid) {
      answer({
        error: 'bad_verification_code',
        error_description: 'The code passed is incorrect or expired.',
      });
      return;
    }
    const { login, scopes } = code;
    answer({
      access_token: issueToken(state, { login, scopes }),
      scope: scopes.join(','),
      token_type: 'bearer',
    });
  });
  return router;
}
