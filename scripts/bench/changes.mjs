import { setTimeout as wait } from 'node:timers/promises';

const CHANGES = 24;
const LOOK_MILLISECONDS = 50;
const LONGEST_MILLISECONDS = 60_000;
const XRD = 'crossplane.io/xrd-name';
const VERSION = 'openportal.dev/version';

/** How long it takes from a changed label of an XRD to the changed template in the catalog API, in seconds. */
export async function changeVisibleSeconds({
  backend,
  servers,
  templates,
  signal,
}) {
  const seconds = [];
  for (let index = 0; index < CHANGES; index += 1) {
    // Spread over all templates, and so over all clusters.
    const at = Math.floor((index * templates.length) / CHANGES);
    seconds.push(
      await visibleAfter({
        backend,
        servers,
        template: templates[at],
        version: `v2.0.${index}`,
        signal,
      }),
    );
  }
  return seconds;
}

async function visibleAfter({ backend, servers, template, version, signal }) {
  const { name, annotations } = template.metadata;
  const xrd = annotations[XRD];
  const { name: cluster } = servers.clusters.find(candidate =>
    xrd.includes(`.${candidate.name}.`),
  );
  const started = Date.now();
  await servers.label(cluster, xrd, { [VERSION]: version });
  for (;;) {
    const { metadata } = await backend.api.template(name);
    if (metadata.labels?.[VERSION] === version) {
      return (Date.now() - started) / 1000;
    }
    if (Date.now() - started > LONGEST_MILLISECONDS) {
      throw new Error(
        `Version '${version}' of '${xrd}' was not in the catalog within a minute.`,
      );
    }
    await wait(LOOK_MILLISECONDS, undefined, { signal });
  }
}
