import {
  OrderManifest,
  OrderRef,
  stringifyManifest,
} from '@openportal/plugin-crossplane-common';

/** Title of the pull request and first line of the commit. */
export function orderTitle(manifest: OrderManifest, ref: OrderRef): string {
  return `Order ${manifest.kind} ${ref.name} in ${ref.namespace}`;
}

/** What a reviewer needs to know. */
export function orderBody(options: {
  manifest: OrderManifest;
  ref: OrderRef;
  requestedBy: string;
}): string {
  const { manifest, ref, requestedBy } = options;
  const yaml = stringifyManifest(manifest);
  // Longer than any run of backticks in the manifest, so that no value ends the block.
  const longest = Math.max(
    2,
    ...(yaml.match(/`+/g) ?? []).map(run => run.length),
  );
  const fence = '`'.repeat(longest + 1);
  return [
    `**${manifest.kind}** \`${ref.name}\` for namespace \`${ref.namespace}\` of cluster \`${ref.cluster}\`.`,
    '',
    `Ordered by \`${requestedBy}\` in the portal. Flux applies it after the merge.`,
    '',
    `${fence}yaml`,
    yaml.trimEnd(),
    fence,
    '',
  ].join('\n');
}
