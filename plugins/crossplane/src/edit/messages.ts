/** Texts of the page that changes an order, part of the translations of the plugin. */
export const editMessages = {
  title: 'Change {{name}}',
  intro:
    'The form shows what git has. Your changes become a pull request in the repository of the orders.',
  loading: 'Reading the order from git',
  errorTitle: 'The order could not be read from git',
  notInGit: 'git has no file for this order',
  notAllowed: 'You may not change this order',
  noTemplateTitle: 'There is no form for this order',
  noTemplate: 'The catalog has no template of {{xrd}} that you may see.',
  troubleshoot: 'Find out why',
  templateErrorTitle: 'The form could not be loaded',
  submit: 'Change the order',
  submitErrorTitle: 'The change was not submitted',
  submitted: 'The change is on its way as task {{taskId}}',
  back: 'Back to the order',
} as const;
