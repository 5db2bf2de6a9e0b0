import express from 'express';
import {
  Listener,
  stableSecret,
  type FaultSwitches,
  type Store,
} from '../core';
import { accountToken, ensureAccount } from './accounts';
import { createApi, sendError } from './api';
import { createArchive } from './archive';
import { createServices, type Runtime } from './createServices';
import { GitHubError } from './errors';
import { gitHubFacade } from './gitHubFacade';
import type { GitHubSandbox } from './GitHubSandbox';
import { createGraphql } from './graphql/endpoint';
import { createOAuth } from './oauth';
import { reconcilePulls } from './pulls/followBranch';
import { createSmartHttp } from './smartHttp';
import { createWeb } from './web';

/**
 * Where the stand-in keeps its things and what it is called.
 *
 * @public
 */
export interface GitHubOptions {
  store: Store;
  /** Folder for the git repositories. */
  folder: string;
  faults: FaultSwitches;
  /** 0, the default, picks a free port. */
  port?: number;
  /** Defaults to `sandbox`. */
  organization?: string;
  /** The portal's own account; defaults to `openportal[bot]`. */
  bot?: string;
  /** Told about what should never happen; defaults to the error output. */
  onFailure?(error: unknown): void;
}

function createApp(runtime: Runtime, faults: FaultSwitches) {
  const { services, hooksFolder } = runtime;
  const app = express();
  app.disable('x-powered-by');
  app.use(faults.middleware('github'));
  app.use('/api/v3', createApi(services));
  app.use('/api/graphql', createGraphql(services));
  app.use('/login/oauth', createOAuth(services));
  app.get('/_codeload/:owner/:repo/:format/:sha', createArchive(services));
  app.all(
    '/:owner/:repo/:action(info/refs|git-upload-pack|git-receive-pack)',
    createSmartHttp(services, hooksFolder),
  );
  app.use(createWeb(services));
  app.use((_request, response) =>
    sendError(services, response, new GitHubError(404, 'Not Found')),
  );
  const onError: express.ErrorRequestHandler = (
    error,
    _request,
    response,
    _next,
  ) => sendError(services, response, error);
  app.use(onError);
  return app;
}

/**
 * Starts the GitHub stand-in. What a killed predecessor left half done is finished first.
 *
 * @public
 */
export async function startGitHub(
  options: GitHubOptions,
): Promise<GitHubSandbox> {
  const {
    store,
    organization = 'sandbox',
    bot = 'openportal[bot]',
    onFailure = error => process.stderr.write(`GitHub sandbox: ${error}\n`),
  } = options;
  const listener = await Listener.open({ port: options.port });
  const runtime = await createServices({
    store,
    folder: options.folder,
    url: listener.url,
    organization,
    onFailure,
  });
  const { state } = runtime.services;
  ensureAccount(state, {
    login: organization,
    type: 'Organization',
    name: 'Sandbox organization',
  });
  const account = ensureAccount(state, { login: bot, type: 'Bot' });
  await reconcilePulls(runtime.services);
  runtime.webhooks.resume();
  listener.serve(createApp(runtime, options.faults));
  return gitHubFacade({
    runtime,
    listener,
    token: accountToken(state, account),
    webhookSecret: stableSecret(store, 'github-webhook'),
  });
}
