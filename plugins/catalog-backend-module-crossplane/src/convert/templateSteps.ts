import { JsonObject } from '@backstage/types';
import { clustersWithChoice } from './placements';
import { SharedXrd } from './types';

/**
 * The steps of a template. They are fixed: a template is code that the portal runs. Of an XRD only names that follow the
 * rules of Kubernetes get into what they run; its title gets into what they are called.
 *
 * @param title - without anything that the scaffolder would evaluate, as `toPlainText` leaves it
 */
export function templateSteps(
  { xrd, clusters, placements }: SharedXrd,
  title: string,
): JsonObject[] {
  const choice = clustersWithChoice(placements);
  const input: JsonObject = {
    cluster: clusters.length > 1 ? '${{ parameters.cluster }}' : clusters[0],
    xrd: xrd.name,
    version: '${{ parameters.version }}',
    formVersion: '${{ parameters.formVersion }}',
    name: '${{ parameters.name }}',
    ...(xrd.orderable.namespaced
      ? { namespace: '${{ parameters.namespace }}' }
      : {}),
    owner: '${{ parameters.owner }}',
    spec: '${{ parameters.spec }}',
    composition: '${{ parameters.composition }}',
    compositionUpdatePolicy: '${{ parameters.compositionUpdatePolicy }}',
  };
  return [
    {
      id: 'order',
      name: `Order ${title}`,
      if: "${{ parameters.operation !== 'update' }}",
      action: 'idp:order:create',
      input,
    },
    {
      id: 'update',
      name: `Change ${title}`,
      if: "${{ parameters.operation === 'update' }}",
      action: 'idp:order:update',
      input: {
        ...input,
        // Which file the form was filled from: a change that somebody made since is not overwritten.
        fileVersion: '${{ parameters.fileVersion }}',
        // Where an empty choice is one, and not just a form that does not ask.
        ...(choice.length > 0 ? { choiceOfComposition: choice } : {}),
      },
    },
  ];
}

/** What the page of a finished order leads to. */
export function templateOutput(): JsonObject {
  return {
    links: [
      {
        title: 'Follow the order',
        icon: 'dashboard',
        url: eitherStep('orderUrl'),
      },
      {
        title: 'Pull request',
        icon: 'github',
        url: eitherStep('pullRequestUrl'),
      },
    ],
  };
}

/** Only one of the two steps runs; the other one has no output. */
function eitherStep(output: string): string {
  return `\${{ steps.order.output.${output} or steps.update.output.${output} }}`;
}
