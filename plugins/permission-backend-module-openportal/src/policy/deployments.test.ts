import {
  AuthorizeResult,
  PermissionCriteria,
  PermissionCondition,
} from '@backstage/plugin-permission-common';
import { deployPermissions } from '@openportal/plugin-deploy-common';
import {
  deploymentRules,
  DeploymentResource,
} from '@openportal/plugin-deploy-node';
import { decide } from './decide';
import { PolicyGroups } from './readPolicyConfig';

const groups: PolicyGroups = {
  administrators: ['group:default/platform-team'],
  approvers: ['group:default/release-managers'],
  breakGlass: ['group:default/sre-team'],
  ownerEnvironments: ['development', 'qa', 'staging'],
};
const environments = ['development', 'qa', 'staging', 'prod'];
const people = {
  'owner of the application': ['group:default/team-alpha'],
  'member of another team': ['group:default/team-beta'],
  'release manager': ['group:default/release-managers'],
  'site reliability engineer': ['group:default/sre-team'],
  administrator: ['group:default/platform-team'],
  nobody: [],
};

/** What the deploy plugin makes of a decision, by its own rules. */
function isAllowed(
  person: string[],
  name: string,
  environment: string,
): boolean {
  const permission = deployPermissions.find(known => known.name === name);
  if (!permission) {
    throw new Error(`The deploy plugin has no permission '${name}'`);
  }
  const decision = decide(
    permission,
    {
      userEntityRef: 'user:default/somebody',
      ownershipEntityRefs: ['user:default/somebody', ...person],
    },
    groups,
  );
  return decision.result === AuthorizeResult.CONDITIONAL
    ? meets(decision.conditions, {
        entityRef: 'component:default/payments',
        environment,
        owners: ['group:default/team-alpha'],
      })
    : decision.result === AuthorizeResult.ALLOW;
}

function meets(
  criteria: PermissionCriteria<PermissionCondition>,
  resource: DeploymentResource,
): boolean {
  if ('allOf' in criteria) {
    return criteria.allOf.every(item => meets(item, resource));
  }
  if ('anyOf' in criteria) {
    return criteria.anyOf.some(item => meets(item, resource));
  }
  if ('not' in criteria) {
    return !meets(criteria.not, resource);
  }
  const { rule, params } = criteria;
  const { isEntityOwner, inEnvironment } = deploymentRules;
  switch (rule) {
    case isEntityOwner.name:
      return isEntityOwner.apply(resource, {
        claims: listOf(params?.claims),
      });
    case inEnvironment.name:
      return inEnvironment.apply(resource, {
        environments: listOf(params?.environments),
      });
    default:
      throw new Error(`The deploy plugin has no rule '${rule}'`);
  }
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

describe('C18: who may do what to deployments', () => {
  // Each row: development, qa, staging, prod.
  it.each<[keyof typeof people, string, string]>([
    ['owner of the application', 'deploy.read', 'yyyy'],
    ['owner of the application', 'deploy.promote', 'yyy-'],
    ['owner of the application', 'deploy.rollback', 'yyy-'],
    ['owner of the application', 'deploy.promote.skip', '----'],
    ['owner of the application', 'deploy.approve', '----'],
    ['owner of the application', 'deploy.freeze.override', '----'],
    ['owner of the application', 'deploy.ledger.export', '----'],
    ['member of another team', 'deploy.read', 'yyyy'],
    ['member of another team', 'deploy.promote', '----'],
    ['member of another team', 'deploy.rollback', '----'],
    ['member of another team', 'deploy.approve', '----'],
    ['release manager', 'deploy.promote', 'yyyy'],
    ['release manager', 'deploy.rollback', 'yyyy'],
    ['release manager', 'deploy.promote.skip', 'yyyy'],
    ['release manager', 'deploy.approve', 'yyyy'],
    ['release manager', 'deploy.freeze.override', '----'],
    ['release manager', 'deploy.ledger.export', '----'],
    ['site reliability engineer', 'deploy.promote', 'yyyy'],
    ['site reliability engineer', 'deploy.rollback', 'yyyy'],
    ['site reliability engineer', 'deploy.approve', 'yyyy'],
    ['site reliability engineer', 'deploy.freeze.override', 'yyyy'],
    ['site reliability engineer', 'deploy.webhooks.manage', '----'],
    ['administrator', 'deploy.freeze.override', 'yyyy'],
    ['administrator', 'deploy.ledger.export', 'yyyy'],
    ['administrator', 'deploy.webhooks.manage', 'yyyy'],
    ['site reliability engineer', 'deploy.messages.manage', '----'],
    ['administrator', 'deploy.messages.manage', 'yyyy'],
    ['nobody', 'deploy.promote', '----'],
    ['nobody', 'deploy.approve', '----'],
  ])('%s, %s: %s', (person, permission, expected) => {
    const actual = environments
      .map(name => (isAllowed(people[person], permission, name) ? 'y' : '-'))
      .join('');
    expect(actual).toBe(expected);
  });

  it('knows every permission of the deploy plugin that changes something', () => {
    const writing = deployPermissions.filter(
      permission => permission.attributes.action !== 'read',
    );
    const allowed = (person: string[]) =>
      writing.filter(({ name }) => isAllowed(person, name, 'prod'));
    expect(writing.length).toBeGreaterThan(4);
    expect(allowed(people.administrator)).toEqual(writing);
    expect(allowed(people.nobody)).toEqual([]);
  });
});
