import { useRouteRef } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Link, Text, TextField } from '@backstage/ui';
import { FormEvent, useCallback, useEffect, useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import { useXrdSuggestions } from '../../hooks/useXrdSuggestions';
import { parseTroubleshootText } from '../../model/parseTroubleshootText';
import { troubleshootRouteRef } from '../../routes';
import { crossplaneTranslationRef } from '../../translation';
import { DefinitionSearch } from './DefinitionSearch';
import { TroubleshootReport } from './TroubleshootReport';
import styles from './Troubleshoot.module.css';

/** Why a template does not appear: what has to be right, each with its answer. */
export function TroubleshootPage() {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const [query, setQuery] = useSearchParams();
  const xrd = query.get('xrd') ?? '';
  const cluster = query.get('cluster') ?? undefined;
  // A template is the start as well: the links of its page name it.
  const search = query.get('search') ?? query.get('template') ?? '';
  const show = useCallback(
    // What was searched leads here again: going back must not.
    (found: string) => setQuery({ xrd: found }, { replace: true }),
    [setQuery],
  );

  return (
    <div className={styles.page}>
      <Text>{t('troubleshoot.intro')}</Text>
      <XrdForm
        value={xrd || search}
        onSubmit={text => setQuery(parseTroubleshootText(text))}
      />
      <Suggestions />
      {xrd ? <TroubleshootReport xrd={xrd} cluster={cluster} /> : undefined}
      {search && !xrd ? (
        <DefinitionSearch search={search} onFound={show} />
      ) : undefined}
    </div>
  );
}

function XrdForm(props: { value: string; onSubmit: (text: string) => void }) {
  const { value, onSubmit } = props;
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit(text.trim());
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <div className={styles.field}>
        <TextField
          label={t('troubleshoot.xrd')}
          description={t('troubleshoot.xrdHint')}
          value={text}
          onChange={setText}
          maxLength={253}
          autoComplete="off"
          spellCheck="false"
        />
      </div>
      <Button type="submit" isDisabled={text.trim() === ''}>
        {t('troubleshoot.submit')}
      </Button>
    </form>
  );
}

/** XRDs that the ingestor has problems with: most likely it is about one of them. */
function Suggestions() {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const path = useRouteRef(troubleshootRouteRef)();
  const suggestions = useXrdSuggestions();
  if (suggestions.length === 0) {
    return null;
  }
  return (
    <div className={styles.suggestions}>
      <Text as="h2" variant="body-small" weight="bold">
        {t('troubleshoot.suggestions')}
      </Text>
      <ul aria-label={t('troubleshoot.suggestions')}>
        {suggestions.map(xrd => (
          <li key={xrd}>
            <Link href={`${path}?${new URLSearchParams({ xrd })}`}>{xrd}</Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
