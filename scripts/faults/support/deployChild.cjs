/**
 * A backend with the deploy plugin, its modules and nothing else: it starts within seconds, so that it can be killed at
 * many places. The catalog knows one component, and who is told about the end of an operation is a file.
 */
const { appendFileSync, readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { join } = require('node:path');

const from = createRequire(
  join(__dirname, '..', '..', '..', 'packages', 'backend', 'package.json'),
);
const { createBackend } = from('@backstage/backend-defaults');
const { createBackendModule } = from('@backstage/backend-plugin-api');
const { catalogServiceMock } = from('@backstage/plugin-catalog-node/testUtils');
const { deployAdaptersExtensionPoint } = from('@openportal/plugin-deploy-node');

const { entities, messages } = JSON.parse(
  readFileSync(process.env.KILL_MATRIX_WORLD, 'utf8'),
);

const backend = createBackend();
for (const name of [
  '@openportal/plugin-deploy-backend',
  '@openportal/plugin-deploy-backend-module-github',
  '@openportal/plugin-deploy-backend-module-argocd',
  '@openportal/plugin-deploy-backend-module-registry',
]) {
  backend.add(from(name).default);
}
backend.add(catalogServiceMock.factory({ entities }));
backend.add(
  createBackendModule({
    pluginId: 'deploy',
    moduleId: 'messages',
    register(env) {
      env.registerInit({
        deps: { adapters: deployAdaptersExtensionPoint },
        async init({ adapters }) {
          adapters.addNotifier({
            id: 'file',
            notify: async event => {
              appendFileSync(messages, `${JSON.stringify(event)}\n`);
            },
          });
        },
      });
    },
  }),
);
backend.start().catch(error => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
