/** Texts of the form fields, part of the translations of the plugin. */
export const fieldMessages = {
  namespaceTitle: 'Namespace',
  namespaceLoading: 'Looking up your namespaces',
  namespaceNone:
    'You may not order into any namespace of the cluster {{cluster}}. With the permission policy of OpenPortal the members of a group may order into the namespace with the name of their group: ask its owners to add you, or the platform team for the right.',
  namespaceUnreadable:
    'The namespaces of the cluster {{cluster}} could not be read: {{reason}}. Type the name; the order checks whether you may use it.',
  namespacePartial: 'The list may be incomplete: {{reason}}',
  namespaceRefused:
    "You may not order into the namespace '{{namespace}}' of the cluster {{cluster}}. You may use: {{allowed}}",
  namespaceRefusedAll:
    "You may not order into the namespace '{{namespace}}' of the cluster {{cluster}}, nor into any other of it",
  lockedIdentity:
    'It names the order in git and in the cluster, so it cannot be changed. Order a new one instead.',
  lockedImmutable: 'Cannot be changed after the order was made.',
  mapKey: 'Key',
  mapValue: 'Value',
  mapEntry: 'Entry {{number}} {{key}}',
  mapAdd: 'Add entry',
  mapAddEntry: 'Add entry to {{title}}',
  mapRemove: 'Remove',
  mapRemoveEntry: 'Remove {{key}}',
  mapKeyDuplicate: 'Another entry has this key',
  mapKeyInvalid:
    'A key has no spaces around it and no control characters, and is not __proto__',
  yamlMissing: 'Enter YAML, such as {}, or remove the entry',
  yamlHint:
    'Tab leaves the editor. {{modifier}}+] and {{modifier}}+[ indent the line.',
  yamlLoading: 'Loading the editor',
  yamlProblem: 'Line {{line}}, column {{column}}: {{reason}}',
  yamlTooLong:
    'The text has {{length}} characters; at most {{limit}} are allowed',
  yamlProblemOf: '{{field}}: {{problem}}',
  previewTitle: 'What your order writes',
  previewLoading: 'Checking the order',
  previewIncomplete:
    'Fill in the pages before this one: the manifest appears here.',
  previewErrorTitle: 'The order could not be checked',
  previewForbiddenTitle: 'You may not place this order',
  previewConflictTitle: 'This form is out of date',
  previewConflictHint: 'Open the template again and fill in the form anew.',
  previewRetry: 'Check again',
  previewProblemsTitle: 'The order would be refused',
  previewNotChecked: 'Not everything could be checked beforehand',
  previewExisting: "'{{name}}' is ordered already",
  previewExistingHint: 'Choose another name, or change that order.',
  previewExistingLink: 'Open the order',
  previewRepository: 'Repository',
  previewFile: 'File',
  previewBranch: 'Branch',
  previewMerge: 'Merge',
  previewAutoMerge: 'By itself, as soon as the checks pass',
  previewApproval: 'After the approval of the people who own the repository',
  previewManifest: 'Manifest',
  previewCopy: 'Copy the manifest',
  previewCopied: 'Copied',
  previewChanges: 'Changes',
  previewUnchanged: 'Nothing changes: the file already looks like this.',
} as const;
