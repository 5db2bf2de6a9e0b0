/** Texts of the history of an entity. */
export const historyMessages = {
  history: {
    empty: 'Nothing was promoted or rolled back through the portal yet.',
    what: 'What',
    environment: 'Environment',
    state: 'State',
    by: 'By',
    when: 'When',
    reason: 'Reason',
    errorTitle: 'The history could not be read',
    loading: 'Loading the history',
    noMatch: 'No change matches these filters.',
    clearFilters: 'Show all changes',
    filters: 'Filter the history',
    kind: 'Kind',
    kinds: {
      promote: 'Promotion',
      rollback: 'Rollback',
      deploy: 'Deployment',
    },
    me: 'Me ({{name}})',
  },
} as const;
