import {
  appLanguageApiRef,
  useApiHolder,
} from '@backstage/frontend-plugin-api';
import { useMemo } from 'react';
import { Times, timesIn } from '../components/relativeTime';

/** Says times in the language that the texts are in. */
export function useTimes(): Times {
  const language = useApiHolder().get(appLanguageApiRef)?.getLanguage();
  const locale = language?.language;
  return useMemo(() => timesIn(locale), [locale]);
}
