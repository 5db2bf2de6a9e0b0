import { Environment } from '@openportal/plugin-deploy-common';
import { newOperation } from '../__testUtils__/newOperation';
import { toDeployedVersion } from '../database/toOperationRecord';
import { toInstructions } from './toInstructions';

const ORDER = ['development', 'qa', 'staging', 'prod'];

function environment(
  name: string,
  protection: Partial<Environment['protection']> = {},
): Environment {
  return {
    name,
    title: name.toLocaleUpperCase('en-US'),
    aliases: [],
    protection: {
      mode: 'none',
      approvals: 0,
      excludeRequester: true,
      rollback: 'same',
      mergeWhenApproved: false,
      ...protection,
    },
  };
}

function instructions(
  from: string,
  to: string,
  changes: {
    strategy?: string;
    hasChat?: boolean;
    protection?: Partial<Environment['protection']>;
  } = {},
) {
  return toInstructions({
    name: 'payments',
    from: {
      environment: from,
      version: toDeployedVersion('registry.test/acme/payments:sha-0202020'),
    },
    to: {
      environment: to,
      version: toDeployedVersion('registry.test/acme/payments:sha-0101010'),
    },
    order: ORDER,
    sourceTitle: from.toLocaleUpperCase('en-US'),
    target: {
      environment: environment(to, changes.protection),
      target: {
        ...newOperation({ environment: to }).settings.target,
        environment: to,
        name: 'payments',
        repository: { owner: 'acme', name: 'idp-payments' },
      },
    },
    strategy: changes.strategy ?? 'manifest',
    hasChat: changes.hasChat ?? false,
  });
}

describe('what to do to bring an environment up to another', () => {
  it('names the button of the tile for the next environment, and its menu for one beyond', () => {
    expect(instructions('development', 'qa').button).toBe('Promote to QA');
    expect(instructions('development', 'prod').button).toBe(
      'More about DEVELOPMENT > Promote to PROD',
    );
  });

  it('names a command only where something takes it', () => {
    expect(instructions('development', 'qa').slack).toBeUndefined();
    expect(instructions('development', 'qa', { hasChat: true }).slack).toBe(
      '/artifact promote payments qa sha-0202020',
    );
  });

  it('does not speak of git where a job deploys', () => {
    const approvals = { mode: 'approvals', approvals: 2 } as const;
    expect(instructions('development', 'qa', { strategy: 'job' }).git).toBe(
      "Nothing is written: the job of acme/idp-payments deploys 'sha-0202020' to 'qa'",
    );
    expect(
      instructions('staging', 'prod', {
        strategy: 'job',
        protection: approvals,
      }).git,
    ).toBe(
      "Nothing is written: the job of acme/idp-payments deploys 'sha-0202020' to 'prod', after 2 people other than the requester approved it in the portal",
    );
  });

  it('names the order where that is what is written', () => {
    expect(instructions('development', 'qa', { strategy: 'order' }).git).toBe(
      "A commit that writes 'sha-0202020' into the order of 'payments' for 'qa'",
    );
  });
});
