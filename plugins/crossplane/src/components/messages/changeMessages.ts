/** Texts of what people do with an order, and of its history. */
export const changeMessages = {
  action: {
    list: 'Actions',
    update: 'Edit',
    delete: 'Delete',
    restore: 'Restore',
  },
  refusal: {
    notAllowed:
      'Your rights in {{namespace}} do not include this. Ask the owners of the namespace.',
    notInGit: 'Git does not have this order.',
    notInGitYet: 'Git does not have this order yet, it waits for a merge:',
    noRepository: 'The portal has no orders repository for this order.',
    noDeleteTemplate:
      'Deleting needs the template order-delete, which this portal does not have. Ask the platform team to register it.',
    noRestoreTemplate:
      'Restoring needs the template order-restore, which this portal does not have. Ask the platform team to register it.',
  },
  task: {
    cancel: 'Cancel',
    close: 'Close',
    errorTitle: 'It could not be started',
    started: 'Started as task {{id}}',
  },
  delete: {
    title: 'Delete {{kind}} {{name}}',
    explain:
      'This opens a pull request that removes the file of the order from git.',
    stays: {
      title: 'It stays in the cluster',
      description:
        'Flux does not prune orders. What was made keeps running, and may cost money, until somebody deletes it in the cluster.',
    },
    gone: {
      title: 'It is deleted from the cluster',
      description:
        'Flux prunes orders. When this is merged, the resource is deleted with everything it is composed of, data too.',
    },
    unknown: {
      title: 'It may stay in the cluster, or be deleted with its data',
      description:
        'Whether Flux prunes this order could not be found out. Ask the platform team before you go on.',
    },
    confirm: 'Type {{name}} to confirm',
    submit: 'Delete the order',
  },
  restore: {
    title: 'Restore an earlier revision of {{name}}',
    explain: 'Brings back the file as of "{{message}}".',
    diff: 'What restoring changes',
    pullRequest:
      'This opens a pull request; nothing changes until it is merged.',
    submit: 'Restore this revision',
  },
  revisions: {
    title: 'Revisions',
    loading: 'Loading revisions',
    errorTitle: 'The history could not be read',
    empty: 'Git has no revision of this order yet.',
    current: 'Current',
    showDiff: 'Compare with current',
    hideDiff: 'Hide the comparison',
    diff: 'What changed since this revision',
    same: 'It is the same as the current one.',
    removed: 'This revision removed the order from git.',
    restore: 'Restore this revision',
    truncated: 'Older revisions are not listed.',
  },
  diff: {
    added: 'Added:',
    removed: 'Removed:',
    gap: 'Lines that are the same are left out',
    omitted: 'Too many lines differ to compare them here.',
  },
  entity: {
    cardTitle: 'Order status',
    openOrder: 'Open the order',
    noOrder: 'This resource was not ordered through the portal.',
  },
} as const;
