import { useApi } from '@backstage/core-plugin-api';
import {
  TranslationFunction,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { Radio, RadioGroup, Skeleton, Text } from '@backstage/ui';
import { Environment, VersionOption } from '@openportal/plugin-deploy-common';
import { useEffect, useState } from 'react';
import { deployApiRef } from '../../api/deployApiRef';
import { deployTranslationRef } from '../../translation';
import { RequestError } from '../ChangeDialog';
import { relativeTime } from '../relativeTime';

/** Props of {@link VersionChoice}. */
export type VersionChoiceProps = {
  entityRef: string;
  environment: Environment;
  /** Image of the chosen version. */
  value?: string;
  onChange: (image: string) => void;
};

/** The versions that an environment has had. Nothing is chosen beforehand. */
export function VersionChoice(props: VersionChoiceProps) {
  const { entityRef, environment, value, onChange } = props;
  const { t } = useTranslationRef(deployTranslationRef);
  const { versions, error } = useVersions(entityRef, environment.name);

  if (error) {
    return <RequestError error={error} />;
  }
  if (!versions) {
    return <Skeleton height={96} />;
  }
  if (!versions.some(({ current }) => !current)) {
    return (
      <Text>{t('rollback.none', { environment: environment.title })}</Text>
    );
  }
  return (
    <RadioGroup
      label={t('rollback.versions')}
      value={value ?? ''}
      onChange={onChange}
    >
      {versions.map(version => (
        <Radio
          key={version.image}
          value={version.image}
          isDisabled={version.current || version.presence === 'missing'}
        >
          {[version.version, ...remarks(version, t)].join(' · ')}
        </Radio>
      ))}
    </RadioGroup>
  );
}

function useVersions(entityRef: string, environment: string) {
  const api = useApi(deployApiRef);
  const [result, setResult] = useState<{
    versions?: VersionOption[];
    error?: Error;
  }>({});
  useEffect(() => {
    const controller = new AbortController();
    api.getVersions(entityRef, { environment, signal: controller.signal }).then(
      response => setResult({ versions: response.items }),
      error => {
        if (!controller.signal.aborted) {
          setResult({ error });
        }
      },
    );
    return () => controller.abort();
  }, [api, entityRef, environment]);
  return result;
}

function remarks(
  version: VersionOption,
  t: TranslationFunction<(typeof deployTranslationRef)['T']>,
): string[] {
  return [
    version.current ? t('rollback.current') : undefined,
    version.suggested ? t('rollback.lastHealthy') : undefined,
    version.presence === 'missing' ? t('rollback.missing') : undefined,
    version.bad ? t('rollback.bad', { reason: version.bad.reason }) : undefined,
    version.deployedAt
      ? t('rollback.deployedAt', { when: relativeTime(version.deployedAt) })
      : undefined,
  ].filter(text => text !== undefined);
}
