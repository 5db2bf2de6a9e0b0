import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { EnvironmentView } from '@openportal/plugin-deploy-common';
import { useTimes } from '../../hooks/useTimes';
import { deployTranslationRef } from '../../translation';
import { ExternalLink } from '../ExternalLink';
import { userName } from '../names';
import styles from './EnvironmentTile.module.css';

/** Props of {@link TileVersion}. */
export type TileVersionProps = {
  view: EnvironmentView;
  /** The environment before it. */
  previous?: EnvironmentView;
};

/** What should run, since when, by whom, and how far it is behind. */
export function TileVersion({ view, previous }: TileVersionProps) {
  const { t } = useTranslationRef(deployTranslationRef);
  const { state, behind } = view;
  const { desired, observed } = state;
  const shown = desired ?? observed;
  return (
    <div>
      <Text
        variant="title-small"
        className={styles.version}
        title={shown?.image}
      >
        {shown?.version ? (
          <ExternalLink href={desired?.url}>{shown.version}</ExternalLink>
        ) : (
          t('tile.noVersion')
        )}
      </Text>
      {desired && observed?.version && observed.version !== desired.version ? (
        <Text variant="body-small" as="p">
          {t('tile.running', { version: observed.version })}
        </Text>
      ) : undefined}
      {behind && previous ? (
        <Text variant="body-small" as="p">
          {t('tile.behind', {
            count: behind,
            environment: previous.environment.title,
          })}
        </Text>
      ) : undefined}
      <ChangedLine desired={desired} />
    </div>
  );
}

function ChangedLine(props: Pick<EnvironmentView['state'], 'desired'>) {
  const { t } = useTranslationRef(deployTranslationRef);
  const { relativeTime } = useTimes();
  const { desired } = props;
  if (!desired?.changedAt) {
    return null;
  }
  const when = relativeTime(desired.changedAt);
  return (
    <Text variant="body-small" as="p" color="secondary">
      {desired.changedBy
        ? t('tile.changedBy', { when, who: userName(desired.changedBy) })
        : t('tile.changed', { when })}
    </Text>
  );
}
