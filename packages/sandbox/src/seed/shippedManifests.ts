import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import type { Manifest } from './platformManifests';
import type { SeedTargets } from './SeedTargets';

const settingsName = 'settings.yaml';
const notApplied = ['kustomization.yaml', settingsName];

const manifest = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().optional(),
  }),
});

const settings = z.object({ data: z.record(z.string(), z.string()) });

/**
 * The manifests in a folder of `platform/`, with the company's values of its
 * `settings.yaml` replaced by the sandbox's. undefined when there is no such folder.
 */
export function readShippedManifests(
  folder: string,
  targets: SeedTargets,
): Manifest[] | undefined {
  if (!existsSync(join(folder, settingsName))) {
    return undefined;
  }
  const [company] = readDocuments(join(folder, settingsName));
  const replacements = replacementsFor(settings.parse(company).data, targets);
  return readdirSync(folder)
    .filter(name => name.endsWith('.yaml') && !notApplied.includes(name))
    .sort()
    .flatMap(name => readDocuments(join(folder, name)))
    .map(document => manifest.parse(replaceStrings(document, replacements)));
}

/** Which value of the settings stands for which address of the sandbox. */
function replacementsFor(
  values: Record<string, string>,
  targets: SeedTargets,
): Map<string, string> {
  const base = `${targets.gitHubUrl}/${targets.organization}`;
  const wanted: Record<string, string> = {
    organization: targets.organization,
    githubApi: targets.gitHubApiUrl,
    repositories: `${base}/idp-*`,
    catalogRepository: `${base}/catalog.git`,
    ordersRepository: `${base}/catalog-orders.git`,
  };
  return new Map(
    Object.entries(wanted).flatMap(([name, value]) =>
      values[name] === undefined ? [] : [[values[name], value] as const],
    ),
  );
}

function replaceStrings(
  value: unknown,
  replacements: Map<string, string>,
): unknown {
  if (typeof value === 'string') {
    return replacements.get(value) ?? value;
  }
  if (Array.isArray(value)) {
    return value.map(item => replaceStrings(item, replacements));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [
        name,
        replaceStrings(item, replacements),
      ]),
    );
  }
  return value;
}

function readDocuments(file: string): unknown[] {
  return parseAllDocuments(readFileSync(file, 'utf8')).map(document =>
    document.toJS(),
  );
}
