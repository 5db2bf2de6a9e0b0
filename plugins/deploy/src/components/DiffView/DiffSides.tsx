import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import {
  DeployedVersion,
  DiffSide,
  EnvironmentDiff,
  tryParseImageReference,
} from '@openportal/plugin-deploy-common';
import { RiArrowRightLine } from '@remixicon/react';
import { useTitleOf } from '../../hooks/titleOf';
import { deployTranslationRef } from '../../translation';
import { CopyButton } from '../CopyButton';
import { UnknownNote } from '../UnknownNote';
import styles from './DiffView.module.css';

/** Props of {@link DiffSides}. */
export type DiffSidesProps = { diff: Pick<EnvironmentDiff, 'from' | 'to'> };

/** Both versions, with what identifies them. */
export function DiffSides({ diff }: DiffSidesProps) {
  const { t } = useTranslationRef(deployTranslationRef);
  const { from, to } = diff;
  const isSame =
    from.version !== undefined && from.version.image === to.version?.image;
  return (
    <>
      <div className={styles.sides}>
        <Side side={from} />
        <RiArrowRightLine aria-hidden className={styles.arrow} />
        <Side side={to} />
      </div>
      {isSame ? (
        <Text variant="body-small">{t('comparison.sameVersion')}</Text>
      ) : undefined}
    </>
  );
}

function Side({ side }: { side: DiffSide }) {
  const { t } = useTranslationRef(deployTranslationRef);
  const titleOf = useTitleOf();
  const { environment, version, sourceCommit, unknown } = side;
  return (
    <dl className={styles.side} aria-label={titleOf(environment)}>
      <div>
        <dt>{titleOf(environment)}</dt>
        <dd className={styles.version} title={version?.image}>
          {version?.version ?? t('comparison.noVersion')}
        </dd>
      </div>
      {version ? <Digest version={version} /> : undefined}
      {version ? (
        <div>
          <dt>{t('comparison.sourceCommit')}</dt>
          <dd>
            {sourceCommit ? (
              <code title={sourceCommit}>{sourceCommit.slice(0, 12)}</code>
            ) : (
              t('comparison.sourceUnknown')
            )}
          </dd>
        </div>
      ) : undefined}
      {unknown ? (
        <div>
          <dt className={styles.hidden}>{t('common.unknown')}</dt>
          <dd>
            <UnknownNote>{unknown}</UnknownNote>
          </dd>
        </div>
      ) : undefined}
    </dl>
  );
}

function Digest({ version }: { version: DeployedVersion }) {
  const { t } = useTranslationRef(deployTranslationRef);
  const digest =
    version.digest ?? tryParseImageReference(version.image)?.digest;
  return (
    <div>
      <dt>{t('comparison.digest')}</dt>
      <dd>
        {digest ? (
          <span className={styles.withButton}>
            <code className={styles.digest}>{digest}</code>
            <CopyButton text={digest} what={t('comparison.digest')} />
          </span>
        ) : (
          t('comparison.noDigest')
        )}
      </dd>
    </div>
  );
}
