/**
 * The OpenPortal backend: a list of features, nothing else. A feature is
 * switched off by removing its line; the others still start.
 */
import { createBackend } from '@backstage/backend-defaults';

const backend = createBackend();

backend.add(import('@backstage/plugin-app-backend'));
backend.add(import('@backstage/plugin-proxy-backend'));

// Sign-in and permissions
backend.add(import('@backstage/plugin-auth-backend'));
backend.add(import('@backstage/plugin-auth-backend-module-github-provider'));
backend.add(import('@backstage/plugin-permission-backend'));
backend.add(import('@openportal/plugin-permission-backend-module-openportal'));

// Catalog
backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(
  import('@backstage/plugin-catalog-backend-module-scaffolder-entity-model'),
);
backend.add(import('@backstage/plugin-catalog-backend-module-github'));
backend.add(import('@backstage/plugin-catalog-backend-module-logs'));
backend.add(import('@openportal/plugin-catalog-backend-module-crossplane'));
// Leave it out only where crashes do not matter.
backend.add(import('./catalogRecovery'));

// Create
backend.add(import('@backstage/plugin-scaffolder-backend'));
backend.add(import('@backstage/plugin-scaffolder-backend-module-github'));
backend.add(
  import('@backstage/plugin-scaffolder-backend-module-notifications'),
);
backend.add(import('@openportal/plugin-scaffolder-backend-module-idp'));

// Order
backend.add(import('@openportal/plugin-crossplane-backend'));
backend.add(import('@backstage/plugin-kubernetes-backend'));

// Ship
backend.add(import('@openportal/plugin-deploy-backend'));
backend.add(import('@openportal/plugin-deploy-backend-module-github'));
backend.add(import('@openportal/plugin-deploy-backend-module-argocd'));
backend.add(import('@openportal/plugin-deploy-backend-module-flux'));
backend.add(import('@openportal/plugin-deploy-backend-module-kubernetes'));
backend.add(import('@openportal/plugin-deploy-backend-module-crossplane'));
backend.add(import('@openportal/plugin-deploy-backend-module-registry'));

// Documentation and search
backend.add(import('@backstage/plugin-techdocs-backend'));
backend.add(import('@backstage/plugin-search-backend'));
// Takes over where the database is PostgreSQL.
backend.add(import('@backstage/plugin-search-backend-module-pg'));
backend.add(import('@backstage/plugin-search-backend-module-catalog'));
backend.add(import('@backstage/plugin-search-backend-module-techdocs'));

// Live updates, messages and settings
backend.add(import('@backstage/plugin-events-backend'));
backend.add(import('@backstage/plugin-signals-backend'));
backend.add(import('@backstage/plugin-notifications-backend'));
backend.add(import('@backstage/plugin-user-settings-backend'));
backend.add(import('@backstage/plugin-mcp-actions-backend'));

backend.start();
