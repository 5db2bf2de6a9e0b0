/** Texts about an application between the template and its users. */
export const creationMessages = {
  creation: {
    title: 'This application is new',
    pageTitle: 'Creation of {{name}}',
    loading: 'Loading the creation',
    errorTitle: 'How far it has come could not be read',
    staleErrorTitle: 'Showing how far it had come',
    notInCatalog:
      'The catalog does not know {{name}} yet, or you may not see it.',
    notInCatalogFix:
      'It appears when the template has registered it, within a minute. This page goes on looking. If it does not appear, see whether the task of the template ended well.',
    phases: 'Phases of the creation',
    done: '{{done}} of {{total}} phases are done.',
    complete: 'Everything is done: the application runs and can be reached.',
    fix: 'What to do: {{fix}}',
    customize:
      'Can I customize what the template made? Yes: it is a start, and every file in the repository is changed by a commit. What new applications get is changed by a commit to the folder of the template.',
    phase: {
      scaffold: 'Repository',
      build: 'Image',
      sync: 'Deployment',
      run: 'Running',
      reach: 'Reachable',
    },
    state: {
      done: 'Done',
      running: 'Under way',
      waiting: 'Waits',
      failed: 'Failed',
      unknown: 'Not known',
    },
    link: {
      scaffold: 'Open the repository',
      build: 'Open the CI run',
      sync: 'Open the deployment',
      run: 'Open what runs',
      reach: 'Open the application',
    },
  },
} as const;
