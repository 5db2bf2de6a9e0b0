import { JsonObject } from '@backstage/types';
import { parseXrd } from '@openportal/plugin-crossplane-common';
import { Definition } from '../cluster/ClusterReader';
import { IngestorSettings } from '../config/readCrossplaneConfig';
import { troubleshoot } from './troubleshoot';
import { ClusterFacts } from './TroubleshootFacts';

const XRD = 'caches.example.org';
const known = <T>(value: T) => ({ known: true as const, value });

function definition(
  annotations: Record<string, string> = {},
  spec: JsonObject = {
    type: 'object',
    properties: { size: { type: 'integer' } },
  },
): Definition {
  const object = {
    apiVersion: 'apiextensions.crossplane.io/v2',
    kind: 'CompositeResourceDefinition',
    metadata: { name: XRD, labels: {}, annotations },
    spec: {
      group: 'example.org',
      scope: 'Namespaced',
      names: { kind: 'Cache', plural: 'caches' },
      versions: [
        {
          name: 'v1',
          served: true,
          referenceable: true,
          schema: { openAPIV3Schema: { type: 'object', properties: { spec } } },
        },
      ],
    },
  };
  return { name: XRD, parsed: parseXrd(object), object };
}

const ingestAll: IngestorSettings = {
  id: 'default',
  annotationPrefix: 'example.org',
  ingestAll: true,
  clusters: undefined,
};

function cluster(name: string, found: Definition | undefined): ClusterFacts {
  return {
    cluster: name,
    definition: known(found),
    kustomizations: known([]),
    ingestors: [ingestAll],
  };
}

function checksOf(...clusters: ClusterFacts[]) {
  return troubleshoot({
    xrd: XRD,
    clusters,
    ingestor: known({ clusters: [] }),
    templates: known([]),
    namesake: known(undefined),
  }).checks;
}

describe('troubleshoot', () => {
  it('does not mind a cluster without the XRD when another one offers it', () => {
    const checks = checksOf(
      cluster('platform', definition()),
      cluster('production', undefined),
    );
    expect(checks.filter(check => check.cluster === 'production')).toEqual([
      {
        id: 'xrd-exists',
        cluster: 'production',
        state: 'ok',
        message: expect.stringContaining("'platform'"),
      },
    ]);
    const alone = checksOf(cluster('production', undefined));
    expect(alone.find(({ id }) => id === 'xrd-exists')?.state).toBe('failed');
  });

  it('lists what the form cannot show or check', () => {
    const form = (found: Definition) =>
      checksOf(cluster('platform', found)).find(({ id }) => id === 'form');
    expect(form(definition())).toMatchObject({
      state: 'ok',
      message: 'The form shows and checks everything',
    });
    const fields = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [
        `field${index}`,
        { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
      ]),
    );
    const noted = form(
      definition(
        { 'openportal.dev/parameter.nothing': 'nonsense' },
        { type: 'object', properties: fields },
      ),
    );
    expect(noted?.state).toBe('ok');
    expect(noted?.message).toContain('openportal.dev/parameter.nothing');
    expect(noted?.message).toContain('field0');
    expect(noted?.message).toMatch(/and \d+ more; see openportal xrd lint$/);
  });

  it('reads a no of an annotation as the ingestor does', () => {
    const label = (annotations: Record<string, string>) =>
      checksOf(cluster('platform', definition(annotations))).find(
        ({ id }) => id === 'generate-form-label',
      );
    expect(label({})?.state).toBe('ok');
    expect(label({ 'example.org/add-to-catalog': 'false' })).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('add-to-catalog'),
    });
    // Which is a check of its own.
    expect(label({ 'example.org/exclude-from-catalog': 'true' })?.state).toBe(
      'ok',
    );
  });
});
