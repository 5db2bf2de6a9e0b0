import { resolvePackagePath } from '@backstage/backend-plugin-api';
import {
  AuditProxy,
  ClusterSandbox,
  Sandbox,
  startAuditProxy,
  startSandbox,
} from '@openportal/sandbox';
import { Knex } from 'knex';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { CrossplaneIngestor } from '../provider/CrossplaneIngestor';
import { RecordedCatalog } from './RecordedCatalog';
import { startIngestor } from './startIngestor';

/** The objects of a file in platform/rbac. */
export function readRights(file = 'crossplane.yaml'): object[] {
  const path = join(
    resolvePackagePath('@openportal/plugin-catalog-backend-module-crossplane'),
    '../../platform/rbac',
    file,
  );
  return parseAllDocuments(readFileSync(path, 'utf8')).map(document =>
    document.toJSON(),
  );
}

/** An ingestor that may do at a cluster what platform/rbac says, and what it asked. */
export interface IngestorWithRights {
  platform: ClusterSandbox;
  catalog: RecordedCatalog;
  ingestor: CrossplaneIngestor;
  proxy: AuditProxy;
  apply(object: object): void;
  /** What was asked so far, each once: `list /api/v1/namespaces`. */
  asked(): string[];
  /** Of those, what the API server refused. */
  denied(): string[];
  close(): Promise<void>;
}

/** Starts a sandbox with the rights and whatever `prepare` makes, and an ingestor that reads it. */
export async function startWithRights(options: {
  knex: Knex;
  prepare(apply: (object: object) => void, sandbox: Sandbox): void;
  rights?: object[];
}): Promise<IngestorWithRights> {
  const sandbox = await startSandbox({ seed: 'minimal', tempo: 20 });
  const { platform } = sandbox.clusters;
  const apply = (object: object) => {
    platform.objects.apply(JSON.parse(JSON.stringify(object)), {
      fieldManager: 'test',
    });
  };
  for (const right of options.rights ?? readRights()) {
    apply(right);
  }
  options.prepare(apply, sandbox);
  await sandbox.idle();
  const proxy = await startAuditProxy(platform.url);
  const catalog = new RecordedCatalog();
  const ingestor = await startIngestor({
    knex: options.knex,
    catalog,
    clusters: [
      {
        name: 'platform',
        url: proxy.url,
        authentication: {
          type: 'token',
          token: platform.createToken('openportal', 'openportal-crossplane'),
        },
        skipTLSVerify: false,
      },
    ],
  });
  const lines = (requests: AuditProxy['requests']) =>
    [...new Set(requests.map(({ verb, path }) => `${verb} ${path}`))].sort();
  return {
    platform,
    catalog,
    ingestor,
    proxy,
    apply,
    asked: () => lines(proxy.requests),
    denied: () => lines(proxy.requests.filter(({ status }) => status === 403)),
    async close() {
      await ingestor.stop();
      await proxy.close();
      await sandbox.close();
    },
  };
}
