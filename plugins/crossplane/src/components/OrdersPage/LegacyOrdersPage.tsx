import { Content, Header, Page } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { crossplaneTranslationRef } from '../../translation';
import { OrdersPage } from './OrdersPage';

/** The same pages with the frame that the old frontend system does not draw. */
export function LegacyOrdersPage() {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  return (
    <Page themeId="tool">
      <Header title={t('orders.title')} />
      <Content>
        <OrdersPage />
      </Content>
    </Page>
  );
}
