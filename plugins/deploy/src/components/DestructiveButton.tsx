import { Button, ButtonProps } from '@backstage/ui';
import styles from './DestructiveButton.module.css';

/** Props of {@link DestructiveButton}. */
export type DestructiveButtonProps = Omit<
  ButtonProps,
  'className' | 'destructive' | 'variant'
>;

/** A button for what cannot be taken back, in a red that can be read in both themes. */
export function DestructiveButton(props: DestructiveButtonProps) {
  return <Button {...props} destructive className={styles.root} />;
}
