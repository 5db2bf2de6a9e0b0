import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Skeleton } from '@backstage/ui';
import { lazy, Suspense } from 'react';
import { crossplaneTranslationRef } from '../../translation';
import type { CodeEditorProps } from './CodeEditor';

// The editor is larger than all other fields together, and few forms have one.
const CodeEditor = lazy(() =>
  import('./CodeEditor').then(module => ({ default: module.CodeEditor })),
);

/** The editor, loaded when a form has one. */
export function LazyCodeEditor(props: CodeEditorProps) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  return (
    <Suspense
      fallback={
        <div role="status" aria-label={t('field.yamlLoading')}>
          <Skeleton height={160} />
        </div>
      }
    >
      <CodeEditor {...props} />
    </Suspense>
  );
}
