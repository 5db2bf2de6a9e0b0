/** Texts that several pages share. */
export const commonMessages = {
  common: {
    title: 'Deploy',
    retry: 'Try again',
    copy: 'Copy {{what}}',
    copied: 'Copied',
    unknown: 'Not known',
    showAll: 'Show all {{total}}',
    showFewer: 'Show fewer',
    forbidden: 'You may not see this',
    forbiddenFix:
      '{{message}} Ask whoever decides about permissions for “deploy.read” in the environments that you need.',
    notFound: 'This is not here',
    allDeployments: 'All deployments',
    deploymentsOf: 'Deployments of {{name}}',
    above: 'Pages above',
    refresh: 'Refresh',
    refreshing: 'Refreshing',
    refreshed: 'Refreshed',
    showText: 'Show all of it',
    hideText: 'Show less',
  },
} as const;
