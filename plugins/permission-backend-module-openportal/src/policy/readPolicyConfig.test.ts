import { ConfigReader } from '@backstage/config';
import { readPolicyConfig } from './readPolicyConfig';

function read(openportal: object) {
  return readPolicyConfig(new ConfigReader({ permission: { openportal } }));
}

describe('readPolicyConfig', () => {
  it('completes short references of groups', () => {
    expect(
      read({ administrators: ['platform-team'], approvers: ['user:sre'] }),
    ).toEqual({
      administrators: ['group:default/platform-team'],
      approvers: ['user:default/sre'],
      breakGlass: [],
    });
    expect(read({ approvers: ['leads'], breakGlass: ['sre'] })).toMatchObject({
      approvers: ['group:default/leads'],
      breakGlass: ['group:default/sre'],
    });
  });

  it('F11: takes the names of environments, and refuses others by the key', () => {
    expect(
      read({ ownerEnvironments: ['development', 'qa'] }).ownerEnvironments,
    ).toEqual(['development', 'qa']);
    expect(() => read({ ownerEnvironments: ['dev'] })).toThrow(
      "permission.openportal.ownerEnvironments names 'dev', which is the name of no environment: use development, qa, staging, prod",
    );
    expect(() =>
      readPolicyConfig(
        new ConfigReader({
          deploy: { environments: [{ name: 'live' }] },
          permission: { openportal: { ownerEnvironments: ['qa'] } },
        }),
      ),
    ).toThrow("names 'qa', which is the name of no environment: use live");
  });

  it('gives nobody rights without configuration', () => {
    expect(readPolicyConfig(new ConfigReader({}))).toEqual({
      administrators: [],
      approvers: [],
      breakGlass: [],
    });
  });

  it('refuses what is not a group or user, quoting the key and the value', () => {
    expect(() => read({ administrators: ['component:x'] })).toThrow(
      /permission\.openportal\.administrators: 'component:x' is a component/,
    );
    expect(() => read({ approvers: ['group:'] })).toThrow(
      /permission\.openportal\.approvers: 'group:' is not an entity reference/,
    );
  });
});
