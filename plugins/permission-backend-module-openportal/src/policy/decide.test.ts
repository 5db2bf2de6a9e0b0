import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { decide } from './decide';
import { PolicyGroups } from './readPolicyConfig';

const groups: PolicyGroups = {
  administrators: ['group:default/platform-team'],
  approvers: ['group:default/sre-team'],
  breakGlass: ['group:default/sre-team'],
};

function caller(...references: string[]) {
  return {
    userEntityRef: 'user:default/developer',
    ownershipEntityRefs: ['user:default/developer', ...references],
  };
}

function ask(name: string, action: 'read' | 'update', ...references: string[]) {
  return decide(
    { type: 'basic', name, attributes: { action } },
    caller(...references),
    groups,
  );
}

describe('decide', () => {
  it('lets an administrator do everything', () => {
    for (const name of ['deploy.promote', 'kubernetes.proxy', 'unknown']) {
      expect(ask(name, 'update', 'group:default/platform-team')).toEqual({
        result: AuthorizeResult.ALLOW,
      });
    }
  });

  it('lets a team promote and roll back what it owns, and approve nothing', () => {
    for (const name of ['deploy.promote', 'deploy.rollback']) {
      expect(ask(name, 'update', 'group:default/team-alpha')).toMatchObject({
        result: AuthorizeResult.CONDITIONAL,
        pluginId: 'deploy',
        conditions: {
          rule: 'IS_ENTITY_OWNER',
          params: {
            claims: ['user:default/developer', 'group:default/team-alpha'],
          },
        },
      });
    }
    expect(ask('deploy.approve', 'update', 'group:default/team-alpha')).toEqual(
      { result: AuthorizeResult.DENY },
    );
    expect(ask('deploy.approve', 'update', 'group:default/sre-team')).toEqual({
      result: AuthorizeResult.ALLOW,
    });
  });

  it('lets a team order only into the namespace with its name', () => {
    expect(
      ask('crossplane.order.create', 'update', 'group:default/team-alpha'),
    ).toMatchObject({
      result: AuthorizeResult.CONDITIONAL,
      conditions: {
        rule: 'IN_NAMESPACE',
        params: { namespaces: ['team-alpha'] },
      },
    });
    expect(ask('crossplane.order.create', 'update')).toEqual({
      result: AuthorizeResult.DENY,
    });
    expect(
      ask('crossplane.order.create', 'update', 'group:default/sre-team'),
    ).toMatchObject({ result: AuthorizeResult.CONDITIONAL });
    expect(
      ask('crossplane.order.read', 'read', 'group:default/sre-team'),
    ).toEqual({ result: AuthorizeResult.ALLOW });
  });

  it('lets no group order what has no namespace, whatever the group is called', () => {
    expect(
      ask('crossplane.order.create', 'update', 'group:default/cluster-scoped'),
    ).toEqual({ result: AuthorizeResult.DENY });
  });

  it('lets a team change and remove orders only in the namespace with its name', () => {
    for (const name of ['crossplane.order.update', 'crossplane.order.delete']) {
      expect(ask(name, 'update', 'group:default/team-alpha')).toMatchObject({
        result: AuthorizeResult.CONDITIONAL,
        pluginId: 'crossplane',
        conditions: {
          rule: 'IN_NAMESPACE',
          params: { namespaces: ['team-alpha'] },
        },
      });
      expect(ask(name, 'update')).toEqual({ result: AuthorizeResult.DENY });
      expect(ask(name, 'update', 'group:elsewhere/team-alpha')).toEqual({
        result: AuthorizeResult.DENY,
      });
      // Approvers see all orders and change none of other teams.
      expect(ask(name, 'update', 'group:default/sre-team')).toMatchObject({
        conditions: { params: { namespaces: ['sre-team'] } },
      });
    }
  });

  it('shows everybody how the ingestor does and leaves refreshing to administrators', () => {
    const team = 'group:default/team-alpha';
    expect(ask('crossplane.ingestor.read', 'read', team).result).toBe(
      AuthorizeResult.ALLOW,
    );
    expect(ask('crossplane.ingestor.refresh', 'update', team).result).toBe(
      AuthorizeResult.DENY,
    );
    expect(
      ask(
        'crossplane.ingestor.refresh',
        'update',
        'group:default/platform-team',
      ).result,
    ).toBe(AuthorizeResult.ALLOW);
  });

  it('shows a task only to the person who started it', () => {
    expect(ask('scaffolder.task.read', 'read')).toMatchObject({
      conditions: {
        rule: 'IS_TASK_OWNER',
        params: { createdBy: ['user:default/developer'] },
      },
    });
  });

  it('lets everybody read and nobody change what no rule names', () => {
    expect(ask('something.new', 'read').result).toBe(AuthorizeResult.ALLOW);
    expect(ask('something.new', 'update').result).toBe(AuthorizeResult.DENY);
    expect(ask('kubernetes.proxy', 'read').result).toBe(AuthorizeResult.DENY);
  });
});
