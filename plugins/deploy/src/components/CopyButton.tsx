import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { ButtonIcon, VisuallyHidden } from '@backstage/ui';
import { RiCheckLine, RiFileCopyLine } from '@remixicon/react';
import { useEffect, useState } from 'react';
import { deployTranslationRef } from '../translation';

/** Props of {@link CopyButton}. */
export type CopyButtonProps = {
  text: string;
  /** What is copied, for those who cannot see what is beside the button. */
  what: string;
};

const SHOWN_MS = 2_000;

/** Copies a text, and says so. */
export function CopyButton({ text, what }: CopyButtonProps) {
  const { t } = useTranslationRef(deployTranslationRef);
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) {
      return undefined;
    }
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  // Browsers have it on secure pages only.
  if (!navigator.clipboard) {
    return null;
  }
  return (
    <>
      <ButtonIcon
        size="small"
        variant="tertiary"
        aria-label={t('common.copy', { what })}
        icon={
          isCopied ? (
            <RiCheckLine aria-hidden />
          ) : (
            <RiFileCopyLine aria-hidden />
          )
        }
        onPress={() =>
          navigator.clipboard.writeText(text).then(
            () => setCopied(true),
            // The text is beside the button, to be selected by hand.
            () => setCopied(false),
          )
        }
      />
      <VisuallyHidden role="status">
        {isCopied ? t('common.copied') : undefined}
      </VisuallyHidden>
    </>
  );
}
