import {
  displayVersion,
  Gate,
  isFixed,
  isPinned,
  provesImage,
  tryParseImageReference,
} from '@openportal/plugin-deploy-common';
import { isInSync, runsHealthy } from '../states/runsHealthy';
import { withBreakGlass } from './breakGlass';
import { CommonFacts, GateFacts } from './GateFacts';

/** Does the version run healthy where it comes from? */
export function sourceHealthyGate(facts: GateFacts): Gate {
  const gate = { id: 'source-healthy', title: 'Healthy source' } as const;
  const { source, image } = facts;
  if (!source || image === undefined) {
    return {
      ...gate,
      status: 'fail',
      reason: source
        ? `Nothing is deployed in '${source.environment.name}', so there is nothing to promote`
        : 'There is no environment to promote from',
      clearedBy: 'A deployment there',
    };
  }
  const { name } = source.environment;
  const version = displayVersion(image);
  if (runsHealthy(source.state, image)) {
    return {
      ...gate,
      status: 'pass',
      reason: `'${version}' runs healthy in '${name}'`,
    };
  }
  const { health, sync, observed, message } = source.state;
  let reason = `'${version}' is '${health}' in '${name}'`;
  if (
    observed?.image !== undefined &&
    isFixed(observed.image) &&
    observed.version === version &&
    !provesImage(observed.image, image)
  ) {
    reason = `'${version}' in '${name}' is not what the registry has under that tag now: '${name}' runs '${observed.image}', and what would go out is '${image}'`;
  } else if (observed?.version !== undefined && observed.version !== version) {
    reason = `'${name}' should run '${version}', but runs '${observed.version}'`;
  } else if (sync === 'out-of-sync') {
    reason = `'${name}' is not in sync with git`;
  } else if (health === 'healthy' && !isInSync(source.state)) {
    reason = `It is not known whether '${name}' is in sync with git`;
  } else if (health === 'healthy') {
    reason = `It is not known whether '${version}' runs in '${name}'`;
  }
  return {
    ...gate,
    status: 'fail',
    reason: message === undefined ? reason : `${reason} (${message})`,
    clearedBy: `'${version}', once it is healthy in '${name}'`,
  };
}

/** Has the version been healthy there for long enough? */
export function soakGate(facts: CommonFacts): Gate | undefined {
  const { soak, image, now, environment } = facts;
  if (!soak || image === undefined) {
    return undefined;
  }
  const gate = { id: 'soak', title: 'Soak time' } as const;
  const duration = describeSeconds(soak.seconds);
  const clearsAt = new Date(
    (soak.since ?? now).getTime() + soak.seconds * 1000,
  );
  if (soak.since !== undefined && clearsAt <= now) {
    return {
      ...gate,
      status: 'pass',
      reason: `It has been healthy in '${soak.environment}' for ${duration}`,
    };
  }
  return withBreakGlass(
    {
      ...gate,
      status: 'fail',
      reason:
        soak.since === undefined
          ? `A version must be healthy in '${soak.environment}' for ${duration}, and this one has not been yet`
          : `A version must be healthy in '${
              soak.environment
            }' for ${duration}: this one is since ${soak.since.toISOString()}`,
      clearedBy: `Time, or who has the permission 'deploy.freeze.override' in '${environment.name}', by breaking the glass with a reason`,
      clearsAt: clearsAt.toISOString(),
    },
    facts,
  );
}

function describeSeconds(seconds: number): string {
  const units = [
    [86_400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
  ] as const;
  const [length, unit] = units.find(([size]) => seconds % size === 0) ?? [
    1,
    'second',
  ];
  const count = seconds / length;
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** Would it change anything? */
export function notRunningAlreadyGate(facts: GateFacts): Gate | undefined {
  const { image, target } = facts;
  if (image === undefined) {
    return undefined;
  }
  const gate = { id: 'not-running-already', title: 'A change' } as const;
  const version = displayVersion(image);
  return isRunningAlready(facts)
    ? {
        ...gate,
        status: 'fail',
        reason: `'${version}' runs healthy in '${target.environment}' already`,
        clearedBy: 'Another version where it comes from',
      }
    : {
        ...gate,
        status: 'pass',
        reason: `'${version}' does not run in '${target.environment}' yet`,
      };
}

/** Whether what is asked for is what there is: desired, running and healthy. */
export function isRunningAlready(facts: GateFacts): boolean {
  return (
    facts.image !== undefined &&
    facts.target.desired?.image === facts.image &&
    !facts.target.stale &&
    runsHealthy(facts.target, facts.image)
  );
}

/** Is there anything to go back to? */
export function rollbackTargetGate(facts: GateFacts): Gate {
  const gate = { id: 'rollback-target', title: 'Earlier version' } as const;
  const { image, imageHealthyAt, target } = facts;
  if (image === undefined) {
    return {
      ...gate,
      status: 'fail',
      reason: `'${target.environment}' has had no earlier healthy version that it could go back to`,
      clearedBy:
        'Another version that is healthy there first, or the name of one that was',
    };
  }
  if (imageHealthyAt === undefined) {
    return {
      ...gate,
      status: 'fail',
      reason: `'${displayVersion(image)}' was never seen healthy in '${
        target.environment
      }' with this content ('${image}'), so it is no version to go back to`,
      clearedBy: 'A version that was healthy there, or a promotion of this one',
    };
  }
  return {
    ...gate,
    status: 'pass',
    reason: `'${displayVersion(image)}' was healthy here on ${imageHealthyAt}`,
  };
}

/** Can the reference ever mean another content? */
export function versionImmutableGate(facts: CommonFacts): Gate | undefined {
  if (facts.image === undefined) {
    return undefined;
  }
  const gate = { id: 'version-immutable', title: 'Fixed version' } as const;
  const reference = tryParseImageReference(facts.image);
  if (reference && isPinned(reference)) {
    return {
      ...gate,
      status: 'pass',
      reason: `'${displayVersion(facts.image)}' is fixed by its digest`,
    };
  }
  return {
    ...gate,
    status: 'fail',
    reason: `'${facts.image}' has no digest, so it could mean something else tomorrow. Only a version that is fixed by its digest can be deployed`,
    clearedBy: 'A build that writes the digest, or a registry that tells it',
  };
}

/** Is it still in the registry? Not knowing is not the same as missing. */
export function versionPresentGate(facts: CommonFacts): Gate | undefined {
  const { image, presence } = facts;
  if (image === undefined) {
    return undefined;
  }
  const gate = { id: 'version-present', title: 'In the registry' } as const;
  const version = displayVersion(image);
  const digest = tryParseImageReference(image)?.digest;
  if (
    presence?.state === 'present' &&
    digest !== undefined &&
    presence.digest !== digest
  ) {
    return {
      ...gate,
      status: 'fail',
      reason: `The registry has '${version}' with the digest ${presence.digest}, which is not the one that was tested (${digest})`,
      clearedBy: 'A promotion of what the registry has now, after its test',
    };
  }
  if (presence?.state === 'present') {
    return { ...gate, status: 'pass', reason: `'${version}' is there` };
  }
  if (presence?.state === 'missing') {
    return {
      ...gate,
      status: 'fail',
      reason: `'${version}' is no longer in the registry, so it could not be started`,
      clearedBy: 'A build of that version',
    };
  }
  return {
    ...gate,
    status: 'fail',
    reason: `It is not known whether '${version}' is in the registry: ${
      presence?.reason ?? 'no adapter knows this registry'
    }`,
    clearedBy: 'The registry, once it can be asked again',
  };
}

/** Did somebody roll back from it? */
export function versionNotBadGate(facts: GateFacts): Gate | undefined {
  const { image, badMark } = facts;
  if (image === undefined || !badMark) {
    return undefined;
  }
  const gate = {
    id: 'version-not-bad',
    title: 'Known to be bad',
    needsReason: true,
    clearedBy: 'A reason with the request',
  } as const;
  const reason = `'${badMark.by}' rolled back from '${displayVersion(
    image,
  )}' on ${badMark.at}: ${badMark.reason}`;
  if (facts.reasonGiven === undefined) {
    return { ...gate, status: 'wait', reason };
  }
  return facts.reasonGiven
    ? { ...gate, status: 'pass', reason }
    : {
        ...gate,
        status: 'fail',
        reason: `${reason}. Say why it may come back`,
      };
}
