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
    });
  });

  it('gives nobody rights without configuration', () => {
    expect(readPolicyConfig(new ConfigReader({}))).toEqual({
      administrators: [],
      approvers: [],
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
