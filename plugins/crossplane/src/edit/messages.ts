/** Texts of the page that changes an order, part of the translations of the plugin. */
export const editMessages = {
  title: 'Change {{name}}',
  intro:
    'The form shows what git has. Your changes become a pull request in the repository of the orders.',
  loading: 'Reading the order from git',
  errorTitle: 'The order cannot be changed here',
  notInGit:
    'git has no file for this order: it was made in another way, or its pull request is not merged yet. {{reason}}',
  forbidden: 'You may not change this order. {{reason}}',
  noTemplateTitle: 'There is no template for this order',
  noTemplate:
    'The catalog has no template of {{xrd}} that you may see, so there is no form to fill.',
  troubleshoot: 'Find out why',
  templateErrorTitle: 'The form could not be loaded',
  submit: 'Change the order',
  submitErrorTitle: 'The change was not submitted',
  back: 'Back to the order',
} as const;
