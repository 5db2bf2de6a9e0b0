import { OrderPullRequest } from '@openportal/plugin-crossplane-common';
import { Fact, GitFact } from '../../sources/facts';
import { GeneralCause } from '../causes';
import { LayerOutcome, outcomesOf } from './layerOutcome';

const { outcome, unknown, failed } = outcomesOf('pullRequest');

const CLOSED: GeneralCause = {
  cause: 'pull-request-closed',
  category: 'validation',
  responsible: 'requester',
  fix: 'Read why in the pull request, then order again',
};
const CONFLICT: GeneralCause = {
  cause: 'pull-request-conflict',
  category: 'validation',
  responsible: 'requester',
  fix: 'Resolve the conflicts in the pull request, or close it and order again',
};
const CHECKS_FAILED: GeneralCause = {
  cause: 'checks-failed',
  category: 'validation',
  responsible: 'requester',
  fix: 'Read what the check says and correct the order: close the pull request and order again, or change its branch',
};

/** Whether git has what was ordered. */
export function pullRequestLayer(
  fact: Fact<GitFact>,
  exists: boolean,
): LayerOutcome {
  if (!fact.known) {
    return unknown('The orders repository', fact.reason);
  }
  const decided = decide(fact.value, exists);
  const { stale } = fact.value;
  return stale
    ? {
        ...decided,
        layer: { ...decided.layer, staleSince: stale.since, note: stale.note },
      }
    : decided;
}

function decide({ file, pulls }: GitFact, exists: boolean): LayerOutcome {
  const open = pulls.find(({ state }) => state === 'open');
  if (open) {
    return openLayer(open, linksOf(pulls));
  }
  const links = linksOf(pulls);
  const last = pulls[0];
  if (!last) {
    return withoutPullRequest(file.exists, exists);
  }
  if (last.state === 'closed' && !file.exists) {
    return failed(
      CLOSED,
      `Pull request #${last.number} was closed without merging`,
      {
        links,
        link: links[0],
      },
    );
  }
  if (last.state === 'closed') {
    return outcome(
      'ready',
      `The last change, pull request #${last.number}, was closed without merging: git has what was there before`,
      { links },
    );
  }
  const by = last.mergedBy ? ` by ${last.mergedBy}` : '';
  return file.exists === false
    ? outcome(
        'ready',
        `Pull request #${last.number} removed the order from git; it was merged${by}`,
        { links },
      )
    : outcome('ready', `Pull request #${last.number} was merged${by}`, {
        links,
      });
}

function withoutPullRequest(
  inGit: boolean | undefined,
  exists: boolean,
): LayerOutcome {
  if (inGit) {
    return outcome(
      'ready',
      'The file is in git; no pull request of it is known',
    );
  }
  return exists
    ? outcome(
        'ready',
        'The resource did not come by a pull request of the portal',
      )
    : outcome('unknown', 'There is no pull request for this order');
}

function openLayer(
  pull: OrderPullRequest,
  links: LayerOutcome['layer']['links'],
): LayerOutcome {
  const name = `Pull request #${pull.number}${purposeOf(pull)}`;
  const link = { title: `Pull request #${pull.number}`, url: pull.url };
  if (pull.mergeable === 'conflict') {
    return failed(CONFLICT, `${name} has conflicts`, { links, link });
  }
  const broken = pull.checks.filter(({ state }) => state === 'failed');
  if (broken.length > 0) {
    const [{ name: check, url }] = broken;
    return failed(
      CHECKS_FAILED,
      `${name} does not pass ${broken
        .map(item => `'${item.name}'`)
        .join(', ')}`,
      { links, link: url ? { title: check, url } : link },
    );
  }
  const { changesRequestedBy, approvedBy } = pull.reviews;
  if (changesRequestedBy.length > 0) {
    return outcome(
      'waiting',
      `${name}: ${changesRequestedBy.join(', ')} asks for changes`,
      { links, fix: 'Read the review in the pull request' },
    );
  }
  if (pull.mergeable === 'draft') {
    return outcome('waiting', `${name} is a draft`, {
      links,
      fix: 'Mark it as ready for review in the pull request',
    });
  }
  const pending = pull.checks.filter(({ state }) => state === 'pending');
  if (pending.length > 0) {
    return outcome(
      'progressing',
      `${name} waits for ${pending.map(item => `'${item.name}'`).join(', ')}`,
      { links },
    );
  }
  if (pull.reviews.required) {
    return outcome('waiting', `${name} waits for approval`, {
      links,
      fix: pull.autoMerge
        ? 'Somebody who may review has to approve it; then it is merged by itself'
        : 'Somebody who may review has to approve and merge it',
    });
  }
  if (pull.autoMerge || pull.mergeable === 'unknown') {
    return outcome(
      'progressing',
      pull.autoMerge
        ? `${name} is merged by itself as soon as its rules are met`
        : `${name}: GitHub is finding out whether it can be merged`,
      { links },
    );
  }
  return outcome(
    'waiting',
    approvedBy.length
      ? `${name} is approved by ${approvedBy.join(
          ', ',
        )} and waits for somebody to merge it`
      : `${name} waits for somebody to approve and merge it`,
    { links, fix: 'Somebody with write access has to approve and merge it' },
  );
}

function purposeOf({ operation }: OrderPullRequest): string {
  switch (operation) {
    case 'update':
      return ', which changes the order,';
    case 'delete':
      return ', which removes the order,';
    default:
      return '';
  }
}

function linksOf(pulls: OrderPullRequest[]) {
  return pulls.map(({ number, url }) => ({
    title: `Pull request #${number}`,
    url,
  }));
}
