import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { createFaultSwitches, Listener, openStore } from '../core';
import { startGitHub } from '../github';
import { startCluster } from '../kubernetes';
import { startRegistry } from '../registry';
import {
  applicationName,
  applyApplication,
  benchApplication,
  benchEnvironments,
  manifestFolder,
  seedDeployments,
} from './seedDeployments';

const NEWEST = 100;

/** What the process announces as one line of JSON. */
export interface BenchDeploy {
  environments: string[];
  applications: string[];
  before: string;
  after: string;
  github: {
    url: string;
    apiUrl: string;
    organization: string;
    token: string;
    oauth: { clientId: string; clientSecret: string };
  };
  cluster: { name: string; url: string; token: string };
  registry: { host: string };
  /** `GET` answers how many requests GitHub had; `POST` lets the cluster apply what git says, see below. */
  controlUrl: string;
}

/**
 * A GitHub, a registry and a cluster with Argo CD's Applications, for load tests of deployments. There is no Argo CD:
 * `POST /apply?app=…&environment=…` writes what it would write when it has applied the newest commit. Runs until its
 * standard input is closed or it is told to stop.
 */
export async function runBenchDeploy(argv: string[]): Promise<void> {
  const [apps, environmentCount, users] = argv.slice(2).map(Number);
  const environments = benchEnvironments(environmentCount);
  const folder = mkdtempSync(join(tmpdir(), 'openportal-bench-deploy-'));
  const store = openStore(join(folder, 'store.sqlite'));
  const faults = createFaultSwitches();
  let requests = 0;
  // The newest ones, to see what a promotion is made of.
  const newest: string[] = [];
  const github = await startGitHub({
    store,
    folder: join(folder, 'github'),
    organization: 'bench',
    faults: {
      ...faults,
      middleware: service => {
        const next = faults.middleware(service);
        return (request, response, done) => {
          // Not the pages where people sign in.
          if (request.path.startsWith('/api/')) {
            requests += 1;
            newest.push(`${request.method} ${request.originalUrl}`);
            newest.splice(0, newest.length - NEWEST);
          }
          next(request, response, done);
        };
      },
    },
  });
  const registry = await startRegistry({
    dataDir: folder,
    store,
    listener: await Listener.open(),
    faults,
  });
  const cluster = await startCluster({
    name: 'platform',
    store,
    token: randomBytes(16).toString('hex'),
    faults,
  });
  for (let index = 0; index < users; index += 1) {
    github.ensureUser({ login: `user-${index}`, name: `User ${index}` });
  }
  const seeded = await seedDeployments({
    ...{ github, registry, cluster, store, apps, environments },
  });
  cluster.compact();

  const control = await Listener.open();
  const application = express();
  application.get('/traffic', (_request, response) => {
    response.json({ github: requests, newest });
  });
  application.post('/apply', async (request, response, next) => {
    try {
      const { app, environment } = request.query as Record<string, string>;
      const name = `idp-${app}`;
      const path = `${manifestFolder(
        environments,
        environment,
      )}/deployment.yaml`;
      const [revision, manifest] = await Promise.all([
        github.resolve(github.organization, name, 'main'),
        github.readFile(github.organization, name, 'main', path),
      ]);
      const [, image] = /image: (\S+)/.exec(manifest ?? '') ?? [];
      if (revision === undefined || image === undefined) {
        throw new Error(`'${name}' says nothing about '${environment}'`);
      }
      applyApplication(cluster, {
        name: applicationName(environments, app, environment),
        revision,
        image,
      });
      response.json({ at: Date.now(), image });
    } catch (error) {
      next(error);
    }
  });
  control.serve(application);

  const announced: BenchDeploy = {
    environments,
    applications: Array.from({ length: apps }, (_, index) =>
      benchApplication(index),
    ),
    ...seeded,
    github: {
      url: github.url,
      apiUrl: github.apiUrl,
      organization: github.organization,
      token: github.token,
      oauth: {
        clientId: github.oauth.clientId,
        clientSecret: github.oauth.clientSecret,
      },
    },
    cluster: { name: cluster.name, url: cluster.url, token: cluster.token },
    registry: { host: registry.host },
    controlUrl: control.url,
  };
  process.stdout.write(`${JSON.stringify(announced)}\n`);

  await new Promise<void>(resolve => {
    process.on('SIGTERM', () => resolve());
    process.on('SIGINT', () => resolve());
    process.stdin
      .on('end', () => resolve())
      .on('close', () => resolve())
      .resume();
  });
  await Promise.all([
    control.close(),
    github.close(),
    registry.close(),
    cluster.close(),
  ]);
  store.close();
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
}
