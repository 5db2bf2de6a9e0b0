import {
  DiffInstructions,
  DiffSide,
  Environment,
  isSameImage,
  Operation,
} from '@openportal/plugin-deploy-common';
import { DeployTarget } from '@openportal/plugin-deploy-node';

/** What decides about how an environment is brought up to another. */
type InstructionFacts = {
  /** Name of the application. */
  name: string;
  from: DiffSide;
  to: DiffSide;
  /** Names of all its environments, in order of promotion. */
  order: readonly string[];
  /** Title of the environment that the version comes from. */
  sourceTitle: string;
  target: { environment: Environment; target: DeployTarget };
  strategy?: string;
  /** The unfinished operation of the target. */
  active?: Operation;
  /** Why the portal cannot change the target at all. */
  obstacle?: string;
  /** Whether a module takes commands in chat. */
  hasChat: boolean;
};

/** How to bring the second environment up to the first: the same way in the portal, in chat and in git. */
export function toInstructions(facts: InstructionFacts): DiffInstructions {
  const none = whyNothing(facts);
  const pullRequest =
    facts.active?.change?.kind === 'pull-request'
      ? facts.active.change.url
      : undefined;
  if (none !== undefined) {
    return { none, ...(pullRequest !== undefined && { pullRequest }) };
  }
  const { environment } = facts.target;
  const version = facts.from.version?.version ?? '';
  return {
    button: namePress(facts),
    ...(facts.hasChat && {
      slack: `/artifact promote ${facts.name} ${environment.name} ${version}`,
    }),
    git: explainGit(facts, version),
    ...(pullRequest !== undefined && { pullRequest }),
  };
}

/** The button of the source's tile goes to the next environment; what is beyond it is in the tile's menu. */
function namePress(facts: InstructionFacts): string {
  const { from, to, order, sourceTitle } = facts;
  const { title } = facts.target.environment;
  const isNext =
    order.indexOf(to.environment) === order.indexOf(from.environment) + 1;
  return isNext
    ? `Promote to ${title}`
    : `More about ${sourceTitle} > Promote to ${title}`;
}

function whyNothing(facts: InstructionFacts): string | undefined {
  const { from, to, order, active, obstacle } = facts;
  if (from.version === undefined) {
    return `There is nothing to promote: ${
      from.unknown ?? `nothing is written for '${from.environment}'`
    }`;
  }
  if (
    to.version !== undefined &&
    isSameImage(from.version.image, to.version.image)
  ) {
    return `Nothing to do: '${to.environment}' has '${to.version.version}' already`;
  }
  if (order.indexOf(to.environment) < order.indexOf(from.environment)) {
    return `A promotion goes forward only, and '${to.environment}' comes before '${from.environment}'. To go back to an earlier version, roll back`;
  }
  if (active) {
    return `'${to.environment}' is being changed already: ${active.kind} to '${active.to.version}' is '${active.state}' (operation ${active.id})`;
  }
  return obstacle;
}

function explainGit(facts: InstructionFacts, version: string): string {
  const { environment, target } = facts.target;
  const { protection } = environment;
  const people = (count: number) =>
    count === 1 ? '1 person' : `${count} people`;
  const others = protection.excludeRequester ? ' other than the requester' : '';
  if (facts.strategy === 'job') {
    const approved =
      protection.mode === 'approvals'
        ? `, after ${people(
            protection.approvals,
          )}${others} approved it in the portal`
        : '';
    return `Nothing is written: the job of ${repositoryOf(
      target,
    )} deploys '${version}' to '${environment.name}'${approved}`;
  }
  const what = explainWrite(facts, target, version);
  switch (protection.mode) {
    case 'pull-request':
      return protection.approvals === 0
        ? `A pull request that ${what}. The rules of the repository decide when it is merged`
        : `A pull request that ${what}. ${people(
            protection.approvals,
          )}${others} must approve it`;
    case 'approvals':
      return `A commit that ${what}, after ${people(
        protection.approvals,
      )}${others} approved it in the portal`;
    default:
      return `A commit that ${what}`;
  }
}

function explainWrite(
  facts: InstructionFacts,
  target: DeployTarget,
  version: string,
): string {
  const repository = repositoryOf(target);
  const branch = target.branch === undefined ? '' : ` on '${target.branch}'`;
  switch (facts.strategy) {
    case 'branch':
      return `brings${
        branch === '' ? ` the branch of '${target.environment}'` : branch
      } of ${repository} up to the source of '${version}'`;
    case 'order':
      return `writes '${version}' into the order of '${target.name}' for '${target.environment}'`;
    default:
      return `writes '${version}' into '${target.manifestPath}' of ${repository}${branch}`;
  }
}

function repositoryOf({ repository }: DeployTarget): string {
  return repository === undefined
    ? 'the repository'
    : `${repository.owner}/${repository.name}`;
}
