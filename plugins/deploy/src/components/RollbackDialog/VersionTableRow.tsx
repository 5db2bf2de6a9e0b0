import {
  TranslationFunction,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { Radio, Text } from '@backstage/ui';
import { VersionOption } from '@openportal/plugin-deploy-common';
import { useId } from 'react';
import { VersionRow } from '../../model/versionHistory';
import { useTimes } from '../../hooks/useTimes';
import { deployTranslationRef } from '../../translation';
import { userName } from '../names';
import { Time } from '../Time';
import styles from './RollbackDialog.module.css';

/** Props of {@link VersionTableRow}. */
export type VersionTableRowProps = { row: VersionRow };

/** One version: whether it can be chosen, and how it went there. */
export function VersionTableRow({ row }: VersionTableRowProps) {
  const { t } = useTranslationRef(deployTranslationRef);
  const { lengthOfTime } = useTimes();
  const { option, activeMs, isSelectable } = row;
  const remarksId = useId();
  const remarks = remarksOn(option, t);
  const tags = [
    option.version,
    option.suggested ? t('rollback.lastHealthy') : undefined,
    option.current ? t('rollback.current') : undefined,
  ].filter(Boolean);
  return (
    <tr>
      <td data-label={t('rollback.version')}>
        <Radio
          value={option.image}
          isDisabled={!isSelectable}
          aria-describedby={remarks.length > 0 ? remarksId : undefined}
        >
          {tags.join(' · ')}
        </Radio>
        {remarks.length > 0 ? (
          <div id={remarksId}>
            {remarks.map(remark => (
              <Text key={remark} as="p" variant="body-x-small">
                {remark}
              </Text>
            ))}
          </div>
        ) : undefined}
      </td>
      <td data-label={t('rollback.when')}>
        {option.deployedAt ? (
          <Time value={option.deployedAt} />
        ) : (
          t('rollback.unknown')
        )}
      </td>
      <td data-label={t('rollback.by')}>
        {option.deployedBy
          ? userName(option.deployedBy)
          : t('rollback.unknown')}
      </td>
      <td data-label={t('rollback.activeFor')} className={styles.short}>
        {activeMs === undefined
          ? t('rollback.unknown')
          : lengthOfTime(activeMs)}
      </td>
      <td data-label={t('rollback.ended')}>{endText(row, t)}</td>
    </tr>
  );
}

type Translate = TranslationFunction<(typeof deployTranslationRef)['T']>;

function remarksOn(option: VersionOption, t: Translate): string[] {
  return [
    option.presence === 'missing' ? t('rollback.missing') : undefined,
    option.presence === 'unknown' ? t('rollback.presenceUnknown') : undefined,
    option.bad
      ? t('rollback.bad', {
          who: userName(option.bad.by),
          reason: option.bad.reason,
        })
      : undefined,
  ].filter(text => text !== undefined);
}

function endText(row: VersionRow, t: Translate): string {
  switch (row.ended) {
    case 'current':
      return t('rollback.running');
    case 'never-healthy':
      return t('rollback.neverHealthy');
    case 'bad':
      return t('rollback.leftBad');
    default:
      return row.replacedBy
        ? t('rollback.replaced', { version: row.replacedBy })
        : t('rollback.left');
  }
}
