import { createTranslationRef } from '@backstage/frontend-plugin-api';
import { pageMessages } from './components/messages';
import { editMessages } from './edit/messages';
import { fieldMessages } from './fields/messages';

/**
 * The texts of the crossplane plugin.
 *
 * @public
 */
export const crossplaneTranslationRef = createTranslationRef({
  id: 'plugin.crossplane',
  messages: { ...pageMessages, edit: editMessages, field: fieldMessages },
});
