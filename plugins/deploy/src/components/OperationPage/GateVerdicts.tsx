import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import { Gate, Operation } from '@openportal/plugin-deploy-common';
import { deployTranslationRef } from '../../translation';
import { GateList } from '../GateList';
import { UnknownNote } from '../UnknownNote';

/** Props of {@link GateVerdicts}. */
export type GateVerdictsProps = {
  operation: Pick<Operation, 'breakGlass'>;
  /** What the gates said to the request; undefined where that was not kept. */
  gates: Gate[] | undefined;
};

/** What was checked when it was requested, and what came of it. */
export function GateVerdicts({ operation, gates }: GateVerdictsProps) {
  const { t } = useTranslationRef(deployTranslationRef);
  if (!gates) {
    return <UnknownNote>{t('operationPage.gatesUnknown')}</UnknownNote>;
  }
  return (
    <>
      <Text variant="body-small">
        {t(
          operation.breakGlass
            ? 'operationPage.gatesBroken'
            : 'operationPage.gatesThen',
        )}
      </Text>
      <GateList gates={gates} />
    </>
  );
}
