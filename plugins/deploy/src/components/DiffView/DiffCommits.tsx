import {
  TranslationFunction,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { DiffCommit, EnvironmentDiff } from '@openportal/plugin-deploy-common';
import { TitleOf, useTitleOf } from '../../hooks/titleOf';
import { deployTranslationRef } from '../../translation';
import { ExternalLink } from '../ExternalLink';
import { LongList } from '../LongList';
import { Time } from '../Time';
import { UnknownNote } from '../UnknownNote';
import styles from './DiffView.module.css';

const INITIAL_COMMITS = 20;
/** The backend lists no more than these. */
const MOST_COMMITS = 250;

/** Props of {@link DiffCommits}. */
export type DiffCommitsProps = {
  diff: Pick<EnvironmentDiff, 'from' | 'to' | 'commits'>;
};

/** The commits between the two versions: whose, what, and by which pull request. */
export function DiffCommits({ diff }: DiffCommitsProps) {
  const { t } = useTranslationRef(deployTranslationRef);
  const titleOf = useTitleOf();
  const { items, total, url, unknown } = diff.commits;
  return (
    <>
      {unknown ? (
        <UnknownNote>
          {t('comparison.commitsUnknown', { reason: unknown })}
        </UnknownNote>
      ) : (
        <Text variant="body-small">{describe(diff, t, titleOf)}</Text>
      )}
      {items.length > 0 ? (
        <LongList
          aria-label={t('comparison.commits')}
          items={items}
          initial={INITIAL_COMMITS}
          getKey={commit => commit.sha}
          render={commit => <Commit commit={commit} />}
        />
      ) : undefined}
      <Rest shown={items.length} total={total} />
      {url ? (
        <Text variant="body-small">
          <ExternalLink href={url}>{t('comparison.comparePage')}</ExternalLink>
        </Text>
      ) : undefined}
    </>
  );
}

/** A list that ends before the commits do must say so. */
function Rest({ shown, total }: { shown: number; total?: number }) {
  const { t } = useTranslationRef(deployTranslationRef);
  if (total === undefined && shown >= MOST_COMMITS) {
    return (
      <Text variant="body-small">
        {t('comparison.commitsShownOfMore', { shown: String(shown) })}
      </Text>
    );
  }
  if (total !== undefined && total > shown && shown > 0) {
    return (
      <Text variant="body-small">
        {t('comparison.commitsShown', {
          shown: String(shown),
          total: String(total),
        })}
      </Text>
    );
  }
  return null;
}

function Commit({ commit }: { commit: DiffCommit }) {
  const { t } = useTranslationRef(deployTranslationRef);
  const { sha, title, author, at, url, pullRequest } = commit;
  return (
    <>
      <Text as="p" variant="body-small">
        <ExternalLink href={url}>{title}</ExternalLink>
      </Text>
      <Text as="p" variant="body-x-small" className={styles.meta}>
        <code>{sha.slice(0, 7)}</code>
        {author ? <span>{author}</span> : undefined}
        {at ? <Time value={at} /> : undefined}
        {pullRequest ? (
          <ExternalLink href={pullRequest.url} variant="body-x-small">
            {t('comparison.pullRequest', {
              number: String(pullRequest.number),
            })}
          </ExternalLink>
        ) : undefined}
      </Text>
    </>
  );
}

/** How the two versions lie to one another, in a sentence. */
function describe(
  { from, to, commits }: DiffCommitsProps['diff'],
  t: TranslationFunction<(typeof deployTranslationRef)['T']>,
  titleOf: TitleOf,
): string {
  const count = commits.total ?? commits.items.length;
  const names = {
    from: titleOf(from.environment),
    to: titleOf(to.environment),
  };
  switch (commits.direction) {
    case 'same':
      return t('comparison.commitsSame');
    case 'backward':
      return t('comparison.commitsBackward', { ...names, count });
    case 'diverged':
      return t('comparison.commitsDiverged', { ...names, count });
    default:
      return count === 0
        ? t('comparison.commitsNone')
        : t('comparison.commitsForward', { ...names, count });
  }
}
