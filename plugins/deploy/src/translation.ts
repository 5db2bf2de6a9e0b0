import { createTranslationRef } from '@backstage/frontend-plugin-api';
import { changeMessages } from './messages/changeMessages';
import { commonMessages } from './messages/commonMessages';
import { comparisonMessages } from './messages/comparisonMessages';
import { creationMessages } from './messages/creationMessages';
import { fleetMessages } from './messages/fleetMessages';
import { historyMessages } from './messages/historyMessages';
import { operationMessages } from './messages/operationMessages';
import { operationPageMessages } from './messages/operationPageMessages';
import { pagesMessages } from './messages/pagesMessages';
import { tabMessages } from './messages/tabMessages';

/**
 * The texts of the deploy plugin.
 *
 * @public
 */
export const deployTranslationRef = createTranslationRef({
  id: 'plugin.deploy',
  messages: {
    ...tabMessages,
    ...changeMessages,
    ...operationMessages,
    ...historyMessages,
    ...commonMessages,
    ...comparisonMessages,
    ...fleetMessages,
    ...pagesMessages,
    ...operationPageMessages,
    ...creationMessages,
  },
});
