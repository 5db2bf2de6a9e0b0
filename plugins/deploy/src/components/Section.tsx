import { Text } from '@backstage/ui';
import { ReactNode, useId } from 'react';
import styles from './Section.module.css';

/** Props of {@link Section}. */
export type SectionProps = { title: string; children: ReactNode };

/** One part of a page under its heading. */
export function Section({ title, children }: SectionProps) {
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
