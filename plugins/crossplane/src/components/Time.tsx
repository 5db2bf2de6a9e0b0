import {
  appLanguageApiRef,
  useApiHolder,
} from '@backstage/frontend-plugin-api';
import { DateTime } from 'luxon';

/** Props of {@link Time}. */
export type TimeProps = {
  /** ISO 8601. */
  value: string;
};

/** A time as `3 hours ago`, with the full time when pointed at, in the language that the texts are in. */
export function Time({ value }: TimeProps) {
  const language = useApiHolder().get(appLanguageApiRef)?.getLanguage();
  const locale = language?.language;
  const time = DateTime.fromISO(value);
  return (
    <time
      dateTime={value}
      title={
        time.isValid
          ? time.toLocaleString(DateTime.DATETIME_FULL, { locale })
          : value
      }
    >
      {time.toRelative({ locale }) ?? value}
    </time>
  );
}
