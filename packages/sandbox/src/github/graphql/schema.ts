import { buildSchema } from 'graphql';

/** The part of GitHub's GraphQL schema that catalogs, orders and auto-merge use; names and nullability are GitHub's. */
export const schema = buildSchema(`
scalar Base64String
scalar DateTime
scalar GitObjectID
scalar URI

interface Node { id: ID! }
interface Actor { login: String! url: URI! avatarUrl: URI! }
interface RepositoryOwner {
  id: ID!
  login: String!
  url: URI!
  repositories(first: Int, after: String): RepositoryConnection!
  repository(name: String!): Repository
}
interface GitObject { id: ID! oid: GitObjectID! abbreviatedOid: String! repository: Repository! }

type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }

type User implements Node & Actor & RepositoryOwner {
  id: ID! login: String! name: String email: String! bio: String url: URI! avatarUrl: URI! suspendedAt: DateTime
  organizationVerifiedDomainEmails(login: String!): [String!]!
  organizations(first: Int, after: String): OrganizationConnection!
  repositories(first: Int, after: String): RepositoryConnection!
  repository(name: String!): Repository
}
type Bot implements Node & Actor { id: ID! login: String! url: URI! avatarUrl: URI! }
type Organization implements Node & Actor & RepositoryOwner {
  id: ID! login: String! name: String url: URI! avatarUrl: URI!
  repositories(first: Int, after: String): RepositoryConnection!
  repository(name: String!): Repository
  membersWithRole(first: Int, after: String): UserConnection!
  teams(first: Int, after: String, userLogins: [String!]): TeamConnection!
  team(slug: String!): Team
}
type OrganizationConnection { nodes: [Organization] pageInfo: PageInfo! totalCount: Int! }
type UserConnection { nodes: [User] pageInfo: PageInfo! totalCount: Int! }
enum TeamMembershipType { ALL CHILD_TEAM IMMEDIATE }
type Team implements Node {
  id: ID! slug: String! combinedSlug: String! name: String! description: String avatarUrl: URI editTeamUrl: URI!
  parentTeam: Team
  members(first: Int, after: String, membership: TeamMembershipType): UserConnection!
}
type TeamConnection { nodes: [Team] pageInfo: PageInfo! totalCount: Int! }

enum RepositoryVisibility { INTERNAL PRIVATE PUBLIC }
type Topic implements Node { id: ID! name: String! }
type RepositoryTopic implements Node { id: ID! topic: Topic! url: URI! }
type RepositoryTopicConnection { nodes: [RepositoryTopic] pageInfo: PageInfo! totalCount: Int! }
type RepositoryConnection { nodes: [Repository] pageInfo: PageInfo! totalCount: Int! }
type Repository implements Node {
  id: ID! databaseId: Int name: String! nameWithOwner: String! description: String url: URI!
  isArchived: Boolean! isFork: Boolean! isPrivate: Boolean! isEmpty: Boolean! autoMergeAllowed: Boolean!
  visibility: RepositoryVisibility!
  owner: RepositoryOwner!
  repositoryTopics(first: Int, after: String): RepositoryTopicConnection!
  defaultBranchRef: Ref
  ref(qualifiedName: String!): Ref
  object(expression: String, oid: GitObjectID): GitObject
  pullRequest(number: Int!): PullRequest
}
type Ref implements Node { id: ID! name: String! prefix: String! target: GitObject }
type Blob implements Node & GitObject {
  id: ID! oid: GitObjectID! abbreviatedOid: String! repository: Repository!
  byteSize: Int! isBinary: Boolean isTruncated: Boolean! text: String
}
type Tree implements Node & GitObject { id: ID! oid: GitObjectID! abbreviatedOid: String! repository: Repository! entries: [TreeEntry!] }
type TreeEntry { name: String! path: String type: String! mode: Int! oid: GitObjectID! }
type Commit implements Node & GitObject {
  id: ID! oid: GitObjectID! abbreviatedOid: String! repository: Repository!
  message: String! messageHeadline: String! url: URI! committedDate: DateTime! author: GitActor
}
type GitActor { name: String email: String date: DateTime user: User }

enum PullRequestState { CLOSED MERGED OPEN }
enum MergeableState { CONFLICTING MERGEABLE UNKNOWN }
enum MergeStateStatus { BEHIND BLOCKED CLEAN DIRTY DRAFT HAS_HOOKS UNKNOWN UNSTABLE }
enum PullRequestReviewDecision { APPROVED CHANGES_REQUESTED REVIEW_REQUIRED }
enum PullRequestMergeMethod { MERGE REBASE SQUASH }
type AutoMergeRequest { enabledAt: DateTime enabledBy: Actor mergeMethod: PullRequestMergeMethod! commitHeadline: String commitBody: String }
type PullRequest implements Node {
  id: ID! databaseId: Int number: Int! title: String! body: String! url: URI! state: PullRequestState!
  isDraft: Boolean! merged: Boolean! closed: Boolean! mergeable: MergeableState! mergeStateStatus: MergeStateStatus!
  reviewDecision: PullRequestReviewDecision autoMergeRequest: AutoMergeRequest author: Actor mergedBy: Actor
  headRefName: String! headRefOid: GitObjectID! baseRefName: String! baseRefOid: GitObjectID! mergeCommit: Commit
  repository: Repository!
}

type Query {
  viewer: User!
  node(id: ID!): Node
  user(login: String!): User
  organization(login: String!): Organization
  repositoryOwner(login: String!): RepositoryOwner
  repository(owner: String!, name: String!): Repository
  rateLimit: RateLimit
}
type RateLimit { limit: Int! cost: Int! remaining: Int! used: Int! }

input CommittableBranch { id: ID repositoryNameWithOwner: String branchName: String }
input CommitMessage { headline: String! body: String }
input FileAddition { path: String! contents: Base64String! }
input FileDeletion { path: String! }
input FileChanges { additions: [FileAddition!] deletions: [FileDeletion!] }
input CreateCommitOnBranchInput {
  branch: CommittableBranch! message: CommitMessage! expectedHeadOid: GitObjectID! fileChanges: FileChanges clientMutationId: String
}
type CreateCommitOnBranchPayload { clientMutationId: String commit: Commit ref: Ref }
input RefUpdate { name: String! afterOid: GitObjectID! beforeOid: GitObjectID force: Boolean = false }
input UpdateRefsInput { repositoryId: ID! refUpdates: [RefUpdate!]! clientMutationId: String }
type UpdateRefsPayload { clientMutationId: String }
input EnablePullRequestAutoMergeInput {
  pullRequestId: ID! mergeMethod: PullRequestMergeMethod = MERGE commitHeadline: String commitBody: String
  expectedHeadOid: GitObjectID clientMutationId: String
}
type EnablePullRequestAutoMergePayload { clientMutationId: String actor: Actor pullRequest: PullRequest }
input DisablePullRequestAutoMergeInput { pullRequestId: ID! clientMutationId: String }
type DisablePullRequestAutoMergePayload { clientMutationId: String actor: Actor pullRequest: PullRequest }
input MarkPullRequestReadyForReviewInput { pullRequestId: ID! clientMutationId: String }
type MarkPullRequestReadyForReviewPayload { clientMutationId: String pullRequest: PullRequest }
type Mutation {
  createCommitOnBranch(input: CreateCommitOnBranchInput!): CreateCommitOnBranchPayload
  updateRefs(input: UpdateRefsInput!): UpdateRefsPayload
  enablePullRequestAutoMerge(input: EnablePullRequestAutoMergeInput!): EnablePullRequestAutoMergePayload
  disablePullRequestAutoMerge(input: DisablePullRequestAutoMergeInput!): DisablePullRequestAutoMergePayload
  markPullRequestReadyForReview(input: MarkPullRequestReadyForReviewInput!): MarkPullRequestReadyForReviewPayload
}
`);
