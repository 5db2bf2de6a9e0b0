import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Text } from '@backstage/ui';
import { useEffect, useId, useRef, useState } from 'react';
import { deployTranslationRef } from '../translation';
import styles from './ClampedText.module.css';

/** Props of {@link ClampedText}. */
export type ClampedTextProps = {
  children: string;
  variant: 'body-small' | 'body-x-small';
  className?: string;
};

/** The first three lines of a text that others wrote, and all of it on request. */
export function ClampedText(props: ClampedTextProps) {
  const { children, variant, className = '' } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  const id = useId();
  const text = useRef<HTMLParagraphElement>(null);
  const [isCut, setCut] = useState(false);
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const measure = () => {
      const element = text.current;
      // An open text has its whole height: it was cut when it was opened.
      if (element && !isOpen) {
        setCut(element.scrollHeight > element.clientHeight);
      }
    };
    measure();
    window.addEventListener('resize', measure);
    return () => window.removeEventListener('resize', measure);
  }, [children, isOpen]);

  return (
    <div className={styles.root}>
      <Text
        as="p"
        ref={text}
        id={id}
        variant={variant}
        className={`${className} ${isOpen ? styles.all : styles.start}`}
      >
        {children}
      </Text>
      {isCut ? (
        <Button
          variant="tertiary"
          size="small"
          aria-expanded={isOpen}
          aria-controls={id}
          onPress={() => setOpen(!isOpen)}
        >
          {isOpen ? t('common.hideText') : t('common.showText')}
        </Button>
      ) : undefined}
    </div>
  );
}
