import { Text } from '@backstage/ui';
import { ReactNode, useId } from 'react';
import styles from './OperationPage.module.css';

/** Props of {@link OperationSection}. */
export type OperationSectionProps = { title: string; children: ReactNode };

/** One part of an operation under its heading. */
export function OperationSection({ title, children }: OperationSectionProps) {
  const headingId = useId();
  return (
    <section className={styles.section} aria-labelledby={headingId}>
      <Text as="h3" variant="title-x-small" id={headingId}>
        {title}
      </Text>
      {children}
    </section>
  );
}
