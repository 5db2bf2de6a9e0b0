/**
 * Loaded into the backend before its own code (`node --require`): adds one feature to it, and changes nothing else.
 * The feature is an entity provider that notes when the catalog is ready for providers, and that hands over the
 * entities of OPENPORTAL_BENCH_ENTITIES, where that is set, in one full mutation.
 */
const { appendFileSync, readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { isMainThread } = require('node:worker_threads');

const { OPENPORTAL_BENCH_TIMELINE, OPENPORTAL_BENCH_ENTITIES } = process.env;

// Node.js loads this into its worker threads, too.
if (isMainThread) {
  addFeature();
}

function note(event) {
  const line = { event, at: Date.now(), pid: process.pid };
  appendFileSync(OPENPORTAL_BENCH_TIMELINE, `${JSON.stringify(line)}\n`);
}

function addFeature() {
  const entities = OPENPORTAL_BENCH_ENTITIES
    ? JSON.parse(readFileSync(OPENPORTAL_BENCH_ENTITIES, 'utf8'))
    : [];
  const requireFromBackend = createRequire(`${process.cwd()}/package.json`);
  const defaults = requireFromBackend('@backstage/backend-defaults');
  const { createBackendModule } = requireFromBackend(
    '@backstage/backend-plugin-api',
  );
  // What the catalog module of the ingestor builds on, so the same instance.
  const { catalogProcessingExtensionPoint } = createRequire(
    requireFromBackend.resolve(
      '@openportal/plugin-catalog-backend-module-crossplane/package.json',
    ),
  )('@backstage/plugin-catalog-node');

  const benchProvider = createBackendModule({
    pluginId: 'catalog',
    moduleId: 'bench',
    register(env) {
      env.registerInit({
        deps: { catalog: catalogProcessingExtensionPoint },
        async init({ catalog }) {
          catalog.addEntityProvider({
            getProviderName: () => 'bench',
            async connect(connection) {
              note('catalogReady');
              if (entities.length > 0) {
                await connection.applyMutation({ type: 'full', entities });
              }
            },
          });
        },
      });
    },
  });

  const { createBackend } = defaults;
  defaults.createBackend = () => {
    const backend = createBackend();
    backend.add(benchProvider);
    return backend;
  };
  note('started');
}
