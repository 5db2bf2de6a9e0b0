import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Text } from '@backstage/ui';
import { DeploymentProblem } from '@openportal/plugin-deploy-common';
import { annotationExample } from '../../model/annotationExample';
import { deployTranslationRef } from '../../translation';
import { CopyButton } from '../CopyButton';
import styles from './DeployTab.module.css';

/** Props of {@link ProblemList}. */
export type ProblemListProps = { problems: DeploymentProblem[] };

/** What keeps the portal from showing or changing deployments, with what to write where. */
export function ProblemList({ problems }: ProblemListProps) {
  return (
    <>
      {problems.map(problem => (
        <Alert
          key={`${problem.code}:${problem.annotation ?? ''}:${problem.message}`}
          role="status"
          status="warning"
          icon
          title={problem.message}
          description={
            problem.annotation ? (
              <AnnotationExample annotation={problem.annotation} />
            ) : undefined
          }
        />
      ))}
    </>
  );
}

function AnnotationExample({ annotation }: { annotation: string }) {
  const { t } = useTranslationRef(deployTranslationRef);
  const example = annotationExample(annotation);
  return (
    <>
      <Text as="p" variant="body-small">
        {t('problem.annotation')}
      </Text>
      <div className={styles.example}>
        <pre>
          <code>{example}</code>
        </pre>
        <CopyButton text={example} what={t('problem.example')} />
      </div>
    </>
  );
}
