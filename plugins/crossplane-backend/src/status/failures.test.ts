import {
  composing,
  decide,
  flux,
  fluxFails,
  git,
  known,
  managed,
  refused,
  waitingGit,
} from '../__testUtils__/orderFacts';
import { OrderFacts } from './toOrderStatus';

describe('failures of orders', () => {
  it.each<[string, Partial<OrderFacts>, string, string, RegExp]>([
    [
      'a closed pull request',
      { git: git({ state: 'closed' }, false), composite: known(undefined) },
      'validation',
      'pull-request-closed',
      /closed without merging/,
    ],
    [
      'conflicts',
      waitingGit({ mergeable: 'conflict' }),
      'validation',
      'pull-request-conflict',
      /has conflicts/,
    ],
    [
      'a failing check',
      waitingGit({ checks: [{ name: 'validate', state: 'failed' }] }),
      'validation',
      'checks-failed',
      /does not pass 'validate'/,
    ],
    [
      'an update with conflicts',
      {
        git: git({ state: 'open', operation: 'update', mergeable: 'conflict' }),
      },
      'validation',
      'pull-request-conflict',
      /which changes the order/,
    ],
    [
      'a field that the cluster refuses',
      fluxFails(
        'DNSRecord/team-alpha/www dry-run failed (Invalid): spec.type: Unsupported value',
      ),
      'validation',
      'invalid-field',
      /Unsupported value/,
    ],
    [
      'a policy of the cluster',
      fluxFails(
        'DNSRecord/team-alpha/www dry-run failed (Forbidden): admission webhook "policy" denied the request: no',
      ),
      'validation',
      'admission-denied',
      /denied/,
    ],
    [
      'an immutable field',
      fluxFails(
        'DNSRecord/team-alpha/www dry-run failed (Invalid): spec.name: field is immutable',
      ),
      'validation',
      'immutable-field',
      /immutable/,
    ],
    [
      'a foreign file that stops all',
      fluxFails('DNSRecord/team-beta/bad dry-run failed (Invalid): spec.type'),
      'flux',
      'flux-blocked',
      /bad/,
    ],
    [
      'a broken kustomization',
      fluxFails(
        'kustomize build failed: accumulating resources',
        'BuildFailed',
      ),
      'flux',
      'flux-build',
      /build failed/,
    ],
    [
      'a folder that is gone',
      fluxFails(
        'kustomization path not found: stat /tmp/x: no such file or directory',
        'ArtifactFailed',
      ),
      'flux',
      'flux-path',
      /path not found/,
    ],
    [
      'a secret that cannot be decrypted',
      fluxFails('decryption failed for file: cannot get sops data key'),
      'flux',
      'flux-decryption',
      /sops/,
    ],
    [
      'a dependency',
      fluxFails(
        "dependency 'flux-system/infra' is not ready",
        'DependencyNotReady',
      ),
      'flux',
      'flux-dependency',
      /dependency/,
    ],
    [
      'a source that cannot be fetched',
      fluxFails(
        'failed to checkout and determine revision: unable to clone',
        'GitOperationFailed',
      ),
      'flux',
      'flux-source',
      /clone/,
    ],
    [
      'rights that Flux has not',
      fluxFails(
        'DNSRecord/team-alpha/www dry-run failed (Forbidden): dnsrecords is forbidden: User "x" cannot patch resource',
      ),
      'flux',
      'flux-forbidden',
      /forbidden/,
    ],
    [
      'a namespace that is not there',
      fluxFails(
        'DNSRecord/team-alpha/www dry-run failed (NotFound): namespaces "team-alpha" not found',
      ),
      'flux',
      'namespace-missing',
      /not found/,
    ],
    [
      'a kind that is gone',
      fluxFails(
        'DNSRecord/team-alpha/www dry-run failed: no matches for kind "DNSRecord"',
      ),
      'crossplane',
      'kind-missing',
      /no matches/,
    ],
    [
      'a stopped Kustomization',
      {
        flux: flux({ suspended: true, containsOrder: false }),
        composite: known(undefined),
      },
      'flux',
      'flux-suspended',
      /is suspended/,
    ],
    [
      'drift that nobody puts back',
      { flux: flux({ suspended: true }), drift: ['spec.ttl'] },
      'flux',
      'drift',
      /spec\.ttl/,
    ],
    [
      'no Flux for orders',
      {
        flux: known({ hasSource: false, sources: [], kustomizations: [] }),
        composite: known(undefined),
      },
      'flux',
      'flux-missing',
      /does not apply the orders repository/,
    ],
    [
      'an XRD that is gone',
      {
        definition: known(false),
        composite: { known: false, reason: 'no XRD' },
      },
      'crossplane',
      'xrd-missing',
      /does not have the XRD/,
    ],
    [
      'values that Crossplane refuses',
      composing('spec.ttl: Invalid value: must be positive'),
      'validation',
      'invalid-field',
      /spec\.ttl/,
    ],
    [
      'a pause',
      composing('Reconciliation is paused', 'ReconcilePaused'),
      'crossplane',
      'paused',
      /paused/,
    ],
    [
      'a function that is not installed',
      composing(
        'cannot compose resources: cannot run Composition pipeline step "x": cannot find an active FunctionRevision',
      ),
      'crossplane',
      'function-missing',
      /FunctionRevision/,
    ],
    [
      'a function that fails',
      composing(
        'cannot compose resources: pipeline step "x" returned a fatal result: no',
      ),
      'crossplane',
      'function-failed',
      /fatal result/,
    ],
    [
      'no composition',
      composing('cannot select Composition: no compatible Compositions found'),
      'crossplane',
      'composition-missing',
      /no compatible/,
    ],
    [
      'rights that Crossplane has not',
      composing(
        'cannot compose resources: cannot apply composed resource: deployments.apps is forbidden: User cannot patch resource',
      ),
      'crossplane',
      'crossplane-forbidden',
      /forbidden/,
    ],
    [
      'a composition that is gone',
      { composition: known(undefined) },
      'crossplane',
      'composition-missing',
      /does not exist/,
    ],
    [
      'a composition for another kind',
      { composition: known({ name: 'dnsrecords', fits: false, steps: [] }) },
      'crossplane',
      'composition-wrong-kind',
      /another kind/,
    ],
    [
      'a function that does not run',
      {
        ...composing('context deadline exceeded: rpc error'),
        functions: known([
          { name: 'function-patch', healthy: false, message: 'no image' },
        ]),
      },
      'crossplane',
      'function-unhealthy',
      /rpc error/,
    ],
    [
      'a quota at the provider',
      refused('create failed: LimitExceeded: too many records'),
      'provider',
      'quota-exceeded',
      /LimitExceeded/,
    ],
    [
      'credentials that are not there',
      refused(
        'connect failed: cannot get credentials: secrets "aws" not found',
      ),
      'provider',
      'credentials-missing',
      /credentials/,
    ],
    [
      'a missing ProviderConfig',
      refused(
        'connect failed: ProviderConfig.aws.upbound.io "default" not found',
      ),
      'provider',
      'provider-config-missing',
      /ProviderConfig/,
    ],
    [
      'an account without rights',
      refused('create failed: AccessDenied: not authorized to perform'),
      'provider',
      'access-denied',
      /AccessDenied/,
    ],
    [
      'a name that is taken',
      refused('create failed: BucketAlreadyOwnedByYou'),
      'provider',
      'already-exists',
      /Bucket/,
    ],
    [
      'a service that cannot be reached',
      refused('observe failed: dial tcp: lookup api: no such host'),
      'provider',
      'provider-unreachable',
      /no such host/,
    ],
    [
      'a provider that does not run',
      {
        resources: known([
          { ...managed, conditions: undefined, missing: true },
        ]),
        providers: known([
          { name: 'dns', healthy: false, message: 'no image' },
        ]),
      },
      'provider',
      'provider-unhealthy',
      /Provider 'dns' does not run: no image/,
    ],
    [
      'a provider that is not installed',
      {
        resources: known([
          {
            ...managed,
            conditions: undefined,
            missing: true,
            unknownKind: true,
            note: 'the cluster does not know the kind Record',
          },
        ]),
      },
      'provider',
      'provider-missing',
      /does not know the kind/,
    ],
  ])(
    'names the layer of %s and what to do',
    (_, change, category, cause, message) => {
      const status = decide(change);
      expect(status.state).toBe('failed');
      expect(status.failure).toMatchObject({ category, cause });
      expect(status.failure?.message).toMatch(message);
      expect(status.failure?.layer).toBe(status.failingLayer);
      const failing = status.layers.find(
        ({ id }) => id === status.failingLayer,
      );
      expect(failing).toMatchObject({
        state: 'failed',
        fix: status.failure?.fix,
        message: status.failure?.message,
      });
      expect(status.failure?.fix.length).toBeGreaterThan(10);
    },
  );
});
