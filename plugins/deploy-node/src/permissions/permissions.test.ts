import { Entity } from '@backstage/catalog-model';
import { deployPromotePermission } from '@openportal/plugin-deploy-common';
import {
  createDeploymentConditionalDecision,
  deploymentConditions,
} from './conditions';
import { toDeploymentResource } from './deploymentResource';
import { inEnvironment, isEntityOwner } from './rules';

const entity: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'payments' },
  relations: [
    { type: 'ownedBy', targetRef: 'group:default/team-alpha' },
    { type: 'dependsOn', targetRef: 'group:default/team-beta' },
  ],
};

describe('permission rules of deployments', () => {
  const resource = toDeploymentResource(entity, {
    entityRef: 'component:default/payments',
    environment: 'qa',
  });

  it('know the owners, and nobody else', () => {
    expect(
      isEntityOwner.apply(resource, { claims: ['group:default/team-alpha'] }),
    ).toBe(true);
    expect(
      isEntityOwner.apply(resource, { claims: ['group:default/team-beta'] }),
    ).toBe(false);
    expect(isEntityOwner.toQuery({ claims: ['a'] })).toEqual({
      key: 'owner',
      values: ['a'],
    });
  });

  it('know the environment', () => {
    expect(inEnvironment.apply(resource, { environments: ['qa'] })).toBe(true);
    expect(inEnvironment.apply(resource, { environments: ['prod'] })).toBe(
      false,
    );
    expect(inEnvironment.toQuery({ environments: ['qa'] })).toEqual({
      key: 'environment',
      values: ['qa'],
    });
  });

  it('make conditional decisions', () => {
    expect(
      createDeploymentConditionalDecision(deployPromotePermission, {
        allOf: [
          deploymentConditions.isEntityOwner({ claims: ['a'] }),
          deploymentConditions.inEnvironment({ environments: ['qa'] }),
        ],
      }),
    ).toMatchObject({
      result: 'CONDITIONAL',
      pluginId: 'deploy',
      resourceType: 'deployment',
      conditions: {
        allOf: [{ rule: 'IS_ENTITY_OWNER' }, { rule: 'IN_ENVIRONMENT' }],
      },
    });
  });
});
