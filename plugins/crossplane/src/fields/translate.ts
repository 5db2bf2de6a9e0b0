import { ApiHolder } from '@backstage/core-plugin-api';
import {
  TranslationFunction,
  TranslationRef,
  translationApiRef,
} from '@backstage/frontend-plugin-api';
import { crossplaneTranslationRef } from '../translation';

type MessagesOf<TRef> = TRef extends TranslationRef<string, infer TMessages>
  ? TMessages
  : never;

/** Gives a text of the plugin. */
export type Translate = TranslationFunction<
  MessagesOf<typeof crossplaneTranslationRef>
>;

/** The texts of the plugin, for checks of forms: they run where no hook can be called. */
export function getTranslate(apis: ApiHolder): Translate {
  const snapshot = apis
    .get(translationApiRef)
    ?.getTranslation(crossplaneTranslationRef);
  if (!snapshot?.ready) {
    // Cannot happen to people: the field that is checked has waited for its texts.
    throw new Error('The texts of the form are not loaded yet. Try again.');
  }
  return snapshot.t;
}
