import { Text } from '@backstage/ui';
import { ReactNode, useId } from 'react';
import styles from './DiffView.module.css';

/** Props of {@link DiffSection}. */
export type DiffSectionProps = { title: string; children: ReactNode };

/** One part of a comparison under its heading. */
export function DiffSection({ title, children }: DiffSectionProps) {
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
