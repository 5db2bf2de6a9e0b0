import { BackstageUserInfo } from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  Permission,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  ifEntityOwner,
  ifInNamespaces,
  ifDeploymentOwner,
  ifTaskOwner,
} from './conditions';
import { groupNames } from './groupNames';
import { PolicyGroups } from './readPolicyConfig';

const ALLOW: PolicyDecision = { result: AuthorizeResult.ALLOW };
const DENY: PolicyDecision = { result: AuthorizeResult.DENY };

type Rule = (caller: {
  info: BackstageUserInfo;
  isApprover: boolean;
  mayBreakGlass: boolean;
  ownerEnvironments: string[] | undefined;
}) => PolicyDecision;

const everybody: Rule = () => ALLOW;
const nobody: Rule = () => DENY;
// Who may break the glass changes everything in an emergency, and so need not ask an approver for less.
const approvers: Rule = ({ isApprover, mayBreakGlass }) =>
  isApprover || mayBreakGlass ? ALLOW : DENY;
const glassBreakers: Rule = ({ mayBreakGlass }) =>
  mayBreakGlass ? ALLOW : DENY;
const deploymentOwners: Rule = ({
  info,
  isApprover,
  mayBreakGlass,
  ownerEnvironments,
}) =>
  isApprover || mayBreakGlass
    ? ALLOW
    : ifDeploymentOwner(info.ownershipEntityRefs, ownerEnvironments);
const entityOwners: Rule = ({ info }) =>
  ifEntityOwner(info.ownershipEntityRefs);
const taskOwners: Rule = ({ info }) => ifTaskOwner([info.userEntityRef]);
const namespaceMembers: Rule = ({ info }) =>
  ifInNamespaces(groupNames(info.ownershipEntityRefs));

/**
 * What people who are not administrators may do, one line a permission.
 * Whatever is not listed may be read by everybody who is signed in, and
 * changed by nobody but administrators.
 */
const RULES: Record<string, Rule> = {
  // A location only points to a file that its repository's owners control.
  'catalog.location.create': everybody,
  'catalog.location.analyze': everybody,
  'catalog.entity.create': everybody,
  'catalog.entity.refresh': everybody,
  'catalog.entity.delete': entityOwners,
  'scaffolder.action.execute': everybody,
  'scaffolder.task.create': everybody,
  'scaffolder.task.read': taskOwners,
  'scaffolder.task.cancel': taskOwners,
  // The proxy passes requests to a cluster with the rights of the portal.
  'kubernetes.proxy': nobody,
  'deploy.promote': deploymentOwners,
  'deploy.promote.skip': approvers,
  'deploy.rollback': deploymentOwners,
  'deploy.approve': approvers,
  'deploy.freeze.override': glassBreakers,
  // The ledger tells about the applications of all teams, and a webhook or message that is replayed is about any of them.
  'deploy.ledger.export': nobody,
  'deploy.webhooks.manage': nobody,
  'deploy.messages.manage': nobody,
  // A team orders into the namespace that has its name.
  'crossplane.order.create': namespaceMembers,
  'crossplane.order.update': namespaceMembers,
  'crossplane.order.delete': namespaceMembers,
  'crossplane.order.read': caller =>
    caller.isApprover ? ALLOW : namespaceMembers(caller),
  // Why a template is missing is everybody's question; errors are shown without secrets.
  'crossplane.ingestor.read': everybody,
  // A refresh reads all objects of all clusters.
  'crossplane.ingestor.refresh': nobody,
};

/**
 * Decides about one permission for one caller.
 *
 * @param permission - what is asked for
 * @param info - the caller and everything that the caller owns through
 * @param groups - the groups with rights beyond those of a team
 * @returns ALLOW, DENY, or the conditions under which it is allowed
 * @internal
 */
export function decide(
  permission: Permission,
  info: BackstageUserInfo,
  groups: PolicyGroups,
): PolicyDecision {
  const isMember = (references: string[]) =>
    references.some(reference => info.ownershipEntityRefs.includes(reference));
  if (isMember(groups.administrators)) {
    return ALLOW;
  }
  const rule = RULES[permission.name];
  if (rule) {
    return rule({
      info,
      isApprover: isMember(groups.approvers),
      mayBreakGlass: isMember(groups.breakGlass),
      ownerEnvironments: groups.ownerEnvironments,
    });
  }
  return permission.attributes.action === 'read' ? ALLOW : DENY;
}
