import { parseDeploymentRef, stringifyDeploymentRef } from './deploymentRef';
import {
  findEnvironment,
  nextEnvironment,
  previousEnvironment,
  promotionStep,
  resolveEnvironment,
} from './environments';

const environments = [
  { name: 'development', aliases: ['dev'] },
  { name: 'qa', aliases: [] },
  { name: 'prod', aliases: ['production'] },
];

describe('environments', () => {
  it('are found by name and alias, in any case, and never by a guess', () => {
    expect(resolveEnvironment(environments, ' Production ').name).toBe('prod');
    expect(findEnvironment(environments, 'DEV')?.name).toBe('development');
    expect(findEnvironment(environments, 'pro')).toBeUndefined();
    expect(() => resolveEnvironment(environments, 'pro')).toThrow(
      "No environment is named 'pro'. Use one of: development, qa, prod",
    );
  });

  it('have neighbors and an order', () => {
    expect(nextEnvironment(environments, 'qa')?.name).toBe('prod');
    expect(nextEnvironment(environments, 'prod')).toBeUndefined();
    expect(nextEnvironment(environments, 'moon')).toBeUndefined();
    expect(previousEnvironment(environments, 'qa')?.name).toBe('development');
    expect(previousEnvironment(environments, 'development')).toBeUndefined();
    expect(promotionStep(environments, 'development', 'qa')).toBe('next');
    expect(promotionStep(environments, 'development', 'prod')).toBe('skip');
    expect(promotionStep(environments, 'prod', 'qa')).toBe('backwards');
    expect(promotionStep(environments, 'qa', 'qa')).toBe('same');
  });
});

describe('deployment references', () => {
  it('go back and forth', () => {
    const ref = stringifyDeploymentRef({
      entityRef: 'Component:default/Payments',
      environment: 'qa',
    });
    expect(ref).toBe('component:default/payments#qa');
    expect(parseDeploymentRef(ref)).toEqual({
      entityRef: 'component:default/payments',
      environment: 'qa',
    });
  });

  it.each(['component:default/a', '#qa', 'component:default/a#'])(
    'refuse %s',
    ref => {
      expect(() => parseDeploymentRef(ref)).toThrow(
        'is not a deployment reference',
      );
    },
  );
});
