import { Content, Header, Page } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useCustomFieldExtensions } from '@backstage/plugin-scaffolder-react';
import { useOutlet } from 'react-router-dom';
import { FormFieldsContext } from '../../edit/FormFieldsContext';
import { crossplaneTranslationRef } from '../../translation';
import { OrdersPage } from './OrdersPage';

/** The same pages with the frame that the old frontend system does not draw. */
export function LegacyOrdersPage() {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  // `<ScaffolderFieldExtensions>` below the route, as on the route of the scaffolder.
  const formFields = useCustomFieldExtensions(useOutlet());
  return (
    <Page themeId="tool">
      <Header title={t('orders.title')} />
      <Content>
        <FormFieldsContext.Provider value={formFields}>
          <OrdersPage />
        </FormFieldsContext.Provider>
      </Content>
    </Page>
  );
}
