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
    error: 'The history could not be read: {{message}}',
  },
} as const;
