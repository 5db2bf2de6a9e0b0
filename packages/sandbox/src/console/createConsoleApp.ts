import express, { type Express, type Request } from 'express';
import Router from 'express-promise-router';
import { z } from 'zod';
import { consoleScript, consoleStyles } from './assets';
import type {
  ConsoleContext,
  ConsoleSection,
  PageContent,
  PageRegistrar,
} from './ConsolePage';
import { GitHubRefusal } from './GitHubClient';
import { html } from './html';
import { layout } from './layout';
import { clustersSection } from './pages/clusters';
import { deploymentsSection } from './pages/deployments';
import { faultsSection } from './pages/faults';
import { overviewSection } from './pages/overview';
import { pullsSection } from './pages/pulls';
import { registrySection } from './pages/registry';
import { repositoriesSection } from './pages/repositories';
import { runsSection } from './pages/runs';
import { sameOrigin } from './sameOrigin';

/** The parts of the console. A new stand-in adds its section here. */
const sections: ConsoleSection[] = [
  overviewSection,
  repositoriesSection,
  pullsSection,
  runsSection,
  deploymentsSection,
  clustersSection,
  registrySection,
  faultsSection,
];

const securityHeaders = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

/** The pages for a person who wants to look into the sandbox and act in it. */
export function createConsoleApp(context: ConsoleContext): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use((_request, response, next) => {
    response.set(securityHeaders);
    next();
  });
  app.use(sameOrigin);
  app.use(express.urlencoded({ extended: false, limit: '64kb' }));
  app.get('/console.css', (_request, response) => {
    response.type('css').send(consoleStyles);
  });
  app.get('/console.js', (_request, response) => {
    response.type('js').send(consoleScript);
  });
  for (const section of sections) {
    const registrar = createRegistrar(section);
    section.register(registrar, context);
    app.use(registrar.router);
  }
  app.use((request, response) => {
    const page = notFound(request);
    response
      .status(404)
      .send(layout({ ...page, sections, current: '' }).toString());
  });
  return app;
}

function createRegistrar(section: ConsoleSection): PageRegistrar {
  const router = Router();
  return {
    router,
    show(path, page) {
      router.get(path, async (request, response) => {
        const { status, content } = await load(request, page);
        response
          .status(status)
          .type('html')
          .send(
            layout({
              ...content,
              sections,
              current: section.path,
              message: readMessage(request),
            }).toString(),
          );
      });
    },
    act(path, run) {
      router.post(path, async (request, response) => {
        const { returnTo, ...message } = await attempt(request, run);
        const query = new URLSearchParams(message);
        response.redirect(303, `${returnTo}?${query}`);
      });
    },
  };
}

async function load(
  request: Request,
  page: (request: Request) => Promise<PageContent | undefined>,
): Promise<{ status: number; content: PageContent }> {
  try {
    const content = await page(request);
    return content
      ? { status: 200, content }
      : { status: 404, content: notFound(request) };
  } catch (error) {
    if (error instanceof GitHubRefusal && error.status === 404) {
      return { status: 404, content: notFound(request) };
    }
    return {
      status: 502,
      content: {
        title: 'The sandbox did not answer',
        body: html`<p role="alert">${explain(error)}</p>
          <p>
            A fault may be active: see <a href="/faults">the fault switches</a>.
          </p>`,
      },
    };
  }
}

async function attempt(
  request: Request,
  run: (request: Request) => Promise<{ returnTo: string; done: string }>,
): Promise<{ returnTo: string; done?: string; failed?: string }> {
  try {
    return await run(request);
  } catch (error) {
    return { returnTo: request.path, failed: explain(error) };
  }
}

function notFound(request: Request): PageContent {
  return {
    title: 'Not found',
    body: html`<p>There is no page <code>${request.path}</code>.</p>`,
  };
}

function readMessage(request: Request) {
  const { done, failed } = request.query;
  if (typeof failed === 'string') {
    return { kind: 'failed' as const, text: failed };
  }
  return typeof done === 'string'
    ? { kind: 'done' as const, text: done }
    : undefined;
}

function explain(error: unknown): string {
  if (error instanceof z.ZodError) {
    return error.issues
      .map(issue => `${issue.path.join('.')}: ${issue.message}`)
      .join('; ');
  }
  return error instanceof Error ? error.message : String(error);
}
