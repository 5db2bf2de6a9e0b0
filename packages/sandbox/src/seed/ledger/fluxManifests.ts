import type { Manifest } from '../platformManifests';
import type { SeedTargets } from '../SeedTargets';
import { ledger } from './ledger';

const namespace = 'flux-system';

/** The source and the Kustomizations by which Flux runs the service in each of its environments. */
export function ledgerFluxManifests(targets: SeedTargets): Manifest[] {
  const { name, repository, environments } = ledger;
  const folders = [
    { environment: 'development', path: './deploy' },
    ...environments.map(environment => ({
      environment,
      path: `./environments/${environment}`,
    })),
  ];
  return [
    {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'GitRepository',
      metadata: { name, namespace },
      spec: {
        interval: '1m',
        url: `${targets.gitHubUrl}/${targets.organization}/${repository}.git`,
        ref: { branch: 'main' },
        secretRef: { name: 'github-credentials' },
      },
    },
    ...folders.map(({ environment, path }) => ({
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata: { name: `${name}-${environment}`, namespace },
      spec: {
        interval: '1m',
        path,
        prune: true,
        sourceRef: { kind: 'GitRepository', name },
      },
    })),
  ];
}
