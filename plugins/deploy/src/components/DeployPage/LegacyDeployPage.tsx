import { Content, Header, Page } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { deployTranslationRef } from '../../translation';
import { DeployPage } from './DeployPage';

/** The same pages with the frame that the old frontend system does not draw. */
export function LegacyDeployPage() {
  const { t } = useTranslationRef(deployTranslationRef);
  return (
    <Page themeId="tool">
      <Header title={t('common.title')} />
      <Content>
        <DeployPage />
      </Content>
    </Page>
  );
}
