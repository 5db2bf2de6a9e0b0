import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text, VisuallyHidden } from '@backstage/ui';
import {
  EnvironmentDiff,
  ManifestDifference,
} from '@openportal/plugin-deploy-common';
import { RiArrowRightLine } from '@remixicon/react';
import { useTitleOf } from '../../hooks/titleOf';
import { deployTranslationRef } from '../../translation';
import { LongList } from '../LongList';
import { UnknownNote } from '../UnknownNote';
import styles from './DiffView.module.css';

const INITIAL_DIFFERENCES = 10;

/** Props of {@link DiffManifests}. */
export type DiffManifestsProps = {
  diff: Pick<EnvironmentDiff, 'from' | 'to' | 'manifests'>;
};

/** Values that differ between the manifests: what a promotion writes, and what belongs to the environment. */
export function DiffManifests({ diff }: DiffManifestsProps) {
  const { t } = useTranslationRef(deployTranslationRef);
  const titleOf = useTitleOf();
  const { items, unknown } = diff.manifests;
  if (items.length === 0 && !unknown) {
    return <Text variant="body-small">{t('comparison.manifestsNone')}</Text>;
  }
  return (
    <>
      {unknown ? (
        <UnknownNote>
          {t('comparison.manifestsUnknown', { reason: unknown })}
        </UnknownNote>
      ) : undefined}
      <Differences
        title={t('comparison.manifestsChange')}
        diff={diff}
        items={items.filter(({ kind }) => kind === 'change')}
      />
      <Differences
        title={t('comparison.manifestsStay', {
          to: titleOf(diff.to.environment),
        })}
        diff={diff}
        items={items.filter(({ kind }) => kind === 'stays')}
      />
    </>
  );
}

function Differences(props: {
  title: string;
  diff: DiffManifestsProps['diff'];
  items: ManifestDifference[];
}) {
  const { title, diff, items } = props;
  if (items.length === 0) {
    return null;
  }
  return (
    <div>
      <Text as="h4" variant="body-small" weight="bold">
        {title}
      </Text>
      <LongList
        aria-label={title}
        items={items}
        initial={INITIAL_DIFFERENCES}
        getKey={({ file, path }) => `${file} ${path}`}
        render={difference => (
          <Difference difference={difference} diff={diff} />
        )}
      />
    </div>
  );
}

function Difference(props: {
  difference: ManifestDifference;
  diff: DiffManifestsProps['diff'];
}) {
  const { difference, diff } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  const titleOf = useTitleOf();
  const { file, path, from, to } = difference;
  return (
    <>
      <Text as="p" variant="body-small">
        {path}
      </Text>
      <Text as="p" variant="body-x-small" className={styles.meta}>
        <code>{file}</code>
      </Text>
      <div className={styles.values}>
        <span>
          <VisuallyHidden>{titleOf(diff.from.environment)}: </VisuallyHidden>
          {from === undefined ? (
            <em>{t('comparison.notSet')}</em>
          ) : (
            <code>{from}</code>
          )}
        </span>
        <RiArrowRightLine aria-hidden className={styles.smallArrow} />
        <span>
          <VisuallyHidden>{titleOf(diff.to.environment)}: </VisuallyHidden>
          {to === undefined ? (
            <em>{t('comparison.notSet')}</em>
          ) : (
            <code>{to}</code>
          )}
        </span>
      </div>
    </>
  );
}
