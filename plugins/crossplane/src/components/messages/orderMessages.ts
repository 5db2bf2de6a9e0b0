/** Texts of the page of one order. */
export const orderMessages = {
  order: {
    loading: 'Loading the order',
    errorTitle: 'The order could not be read',
    staleErrorTitle: 'Showing the last known state',
    notFound: 'There is no order {{name}} here',
    notAllowed: 'You may not see this order',
    searchFor: 'Search all orders for {{name}}',
    back: 'All orders',
    tabs: 'Views of the order',
    statusTab: 'Status',
    revisionsTab: 'Revisions',
    failing: 'Stopped at: {{layer}}',
    failingResource: 'What fails: {{kind}} {{name}}',
    fix: 'What to do: {{fix}}',
    layers: 'Layers',
    resources: 'Resources of {{layer}}',
    packages: 'Provider packages',
    clusterScoped: 'none, it is for the whole cluster',
    createdAt: 'Ordered',
    file: 'File in git',
    observedAt: 'Last read',
    staleLayer: 'Could not be read since',
  },
  events: {
    title: 'Recent warnings of the cluster',
    times: '{{number}} times',
    unknown: 'Events unknown: {{reason}}',
  },
  responsible: {
    requester: 'You or whoever ordered it can mend this.',
    reviewer: 'A reviewer of the orders repository has to act.',
    platform: 'The platform team has to act.',
  },
  notice: {
    orphaned: {
      title: 'Removed from git, still in the cluster',
      description:
        'Flux does not prune orders: the resource and everything it is composed of keep running until somebody deletes it in the cluster.',
    },
    pruning: {
      title: 'Removed from git, Flux deletes it',
      description:
        'Flux prunes orders: it deletes the resource when it applies the repository next. If the resource stays, the layers say why.',
    },
    orphanedUnknown: {
      title: 'Removed from git, still in the cluster',
      description:
        'Whether Flux prunes this order could not be found out. If the resource stays, somebody has to delete it in the cluster.',
    },
    missing: {
      title: 'There is no such order',
      description:
        'Neither the orders repository nor the cluster has it. It was deleted, or never ordered.',
    },
    closed: {
      title: 'The order was turned down',
      description:
        'Its pull request was closed without a merge, so nothing was made. Its page says why; order again when that is settled.',
    },
    awaitingApproval: {
      title: 'Waiting for approval',
      description: 'A reviewer has to approve the pull request.',
    },
    changesRequested: {
      title: 'A reviewer asks for changes',
      description: 'Changes requested by {{who}}.',
    },
    conflict: {
      title: 'The pull request cannot be merged',
      description:
        'The file was changed by someone else meanwhile. Close the pull request and make the change again.',
    },
    deletionOpen: {
      title: 'A deletion is under way',
      description: 'When this is merged, the order is gone from git.',
    },
    updateOpen: {
      title: 'A change is under way',
      description: 'When this is merged, the order changes.',
    },
    drift: {
      title: 'The cluster differs from git',
      description: 'Flux puts these fields back to what git says: {{fields}}.',
    },
  },
  layer: {
    pullRequest: 'Pull request',
    flux: 'Flux',
    compositeResource: 'Composite resource',
    composition: 'Composition',
    providers: 'Providers',
  },
  state: {
    ready: 'Ready',
    progressing: 'In progress',
    waiting: 'Waiting',
    failed: 'Failed',
    unknown: 'Unknown',
  },
  check: {
    ok: 'Fine',
    passed: 'Passed',
    failed: 'Failed',
    pending: 'Running',
    skipped: 'Skipped',
    unknown: 'Unknown',
  },
  tree: {
    reason: 'reason {{reason}}',
    revision: 'Revision {{revision}}',
    noRevision: 'No revision yet',
    suspended: 'Suspended: it applies nothing until it is resumed.',
    containsOrder: 'That revision has the last change of this order.',
    lacksOrder:
      'That revision does not have the last change of this order yet.',
    omitted: '{{number}} more are not shown',
  },
  pullRequest: {
    list: 'Pull requests',
    number: 'Pull request #{{number}}',
    open: 'open',
    merged: 'merged',
    closed: 'closed',
    mergedBy: 'by {{who}}',
    autoMerge: 'merges by itself when its checks pass',
    approvedBy: 'Approved by {{who}}',
    changesRequestedBy: 'Changes requested by {{who}}',
    approvalMissing: 'An approval is missing.',
    checks: 'Checks',
  },
  operation: {
    create: 'makes the order',
    update: 'changes the order',
    delete: 'removes the order',
  },
  mergeable: {
    yes: 'can be merged',
    blocked: 'its rules are not met yet',
    conflict: 'conflicts with the base branch',
    behind: 'behind the base branch',
    draft: 'a draft',
    unknown: 'GitHub has not decided yet whether it can be merged',
  },
  connection: {
    title: 'Connection details',
    secret: 'Secret',
    keys: 'Keys: {{keys}}',
    note: 'The portal never reads their values.',
  },
  composition: {
    name: 'Composition {{name}}',
    revision: 'revision {{revision}}',
    updatePolicy: 'update policy {{updatePolicy}}',
    steps: 'Steps of the composition',
    step: '{{step}} by {{function}}',
  },
} as const;
