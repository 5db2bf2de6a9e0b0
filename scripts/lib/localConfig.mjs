import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root } from './paths.mjs';
import { CommandError } from './terminal.mjs';

export const localConfigFile = join(root, 'app-config.local.yaml');

/** Whether app-config.local.yaml connects the portal to a real GitHub, which keeps the sandbox off. */
export function usesRealGitHub() {
  if (!existsSync(localConfigFile)) {
    return false;
  }
  let config;
  try {
    config = parse(readFileSync(localConfigFile, 'utf8'));
  } catch (error) {
    throw new CommandError(
      `app-config.local.yaml is no valid YAML: ${error.message}`,
    );
  }
  return hasGitHubCredentials(config);
}

/** Whether a configuration has a GitHub integration with a token or an app. */
export function hasGitHubCredentials(config) {
  const integrations = config?.integrations?.github;
  return (
    Array.isArray(integrations) &&
    integrations.some(
      integration =>
        Boolean(integration?.token) ||
        (Array.isArray(integration?.apps) && integration.apps.length > 0),
    )
  );
}
