import { changeMessages } from './changeMessages';
import { healthMessages } from './healthMessages';
import { listMessages } from './listMessages';
import { orderMessages } from './orderMessages';

/** Texts of the pages, cards and tabs, part of the translations of the plugin. */
export const pageMessages = {
  ...listMessages,
  ...orderMessages,
  ...changeMessages,
  ...healthMessages,
} as const;
