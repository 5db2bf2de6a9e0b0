import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Combobox, Text } from '@backstage/ui';
import { FormEvent, useEffect, useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import { useXrdSuggestions } from '../../hooks/useXrdSuggestions';
import { crossplaneTranslationRef } from '../../translation';
import { TroubleshootReport } from './TroubleshootReport';
import styles from './Troubleshoot.module.css';

/** Why a template does not appear: what has to be right, each with its answer. */
export function TroubleshootPage() {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const [query, setQuery] = useSearchParams();
  const xrd = query.get('xrd') ?? '';
  const cluster = query.get('cluster') ?? undefined;

  return (
    <div className={styles.page}>
      <Text>{t('troubleshoot.intro')}</Text>
      <XrdForm
        value={xrd}
        onSubmit={name => setQuery(name ? { xrd: name } : {})}
      />
      {xrd ? <TroubleshootReport xrd={xrd} cluster={cluster} /> : undefined}
    </div>
  );
}

function XrdForm(props: { value: string; onSubmit: (xrd: string) => void }) {
  const { value, onSubmit } = props;
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const suggestions = useXrdSuggestions();
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit(text.trim());
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <div className={styles.field}>
        <Combobox
          label={t('troubleshoot.xrd')}
          description={t('troubleshoot.xrdHint')}
          options={suggestions.map(name => ({ id: name, label: name }))}
          allowsCustomValue
          search={{ inputValue: text, onInputChange: setText }}
        />
      </div>
      <Button type="submit" isDisabled={text.trim() === ''}>
        {t('troubleshoot.submit')}
      </Button>
    </form>
  );
}
