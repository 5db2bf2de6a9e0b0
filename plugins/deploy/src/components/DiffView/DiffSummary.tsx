import {
  TranslationFunction,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { EnvironmentDiff } from '@openportal/plugin-deploy-common';
import { deployTranslationRef } from '../../translation';

type Translate = TranslationFunction<(typeof deployTranslationRef)['T']>;

/** Props of {@link DiffSummary}. */
export type DiffSummaryProps = { diff: EnvironmentDiff };

/** What changes, in one line. What is not known is left to the parts below, which say why. */
export function DiffSummary({ diff }: DiffSummaryProps) {
  const { t } = useTranslationRef(deployTranslationRef);
  const parts = [...commitParts(diff, t), ...manifestParts(diff, t)];
  return parts.length > 0 ? (
    <Text as="p" weight="bold">
      {parts.join(' · ')}
    </Text>
  ) : null;
}

function commitParts(diff: EnvironmentDiff, t: Translate): string[] {
  const { items, total, direction, unknown } = diff.commits;
  if (unknown !== undefined) {
    return [];
  }
  const count = total ?? items.length;
  switch (direction) {
    case 'same':
      return [t('diff.summarySame')];
    case 'backward':
      return [t('diff.summaryBackward', { count })];
    case 'diverged':
      return [t('diff.summaryCommits', { count }), t('diff.summaryDiverged')];
    default: {
      const authors = new Set(items.flatMap(({ author }) => author ?? []));
      const commits = t('diff.summaryCommits', { count });
      return authors.size > 0 && total === items.length
        ? [
            `${commits} ${t('diff.summaryAuthors', {
              count: authors.size,
            })}`,
          ]
        : [commits];
    }
  }
}

function manifestParts(diff: EnvironmentDiff, t: Translate): string[] {
  const { items, unknown } = diff.manifests;
  if (unknown !== undefined) {
    return [];
  }
  const stays = items.filter(({ kind }) => kind === 'stays').length;
  const parts = [t('diff.summaryChanges', { count: items.length - stays })];
  return stays > 0
    ? [...parts, t('diff.summaryStays', { count: stays })]
    : parts;
}
