import { Text } from '@backstage/ui';
import { RiQuestionLine } from '@remixicon/react';
import { ReactNode } from 'react';
import styles from './UnknownNote.module.css';

/** Props of {@link UnknownNote}. */
export type UnknownNoteProps = { children: ReactNode };

/** Says that something is not known, and why, in the place where it would be. */
export function UnknownNote({ children }: UnknownNoteProps) {
  return (
    <div className={styles.root}>
      <RiQuestionLine aria-hidden className={styles.icon} />
      <Text variant="body-small">{children}</Text>
    </div>
  );
}
