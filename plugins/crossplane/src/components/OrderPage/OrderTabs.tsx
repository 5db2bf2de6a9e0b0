import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Tab, TabList, TabPanel, Tabs } from '@backstage/ui';
import { OrderRef } from '@openportal/plugin-crossplane-common';
import { ReactNode } from 'react';
import { useOrderPath } from '../../hooks/useOrderPath';
import { crossplaneTranslationRef } from '../../translation';
import styles from './OrderPage.module.css';

/** Props of {@link OrderTabs}. */
export type OrderTabsProps = {
  orderRef: OrderRef;
  selected: 'status' | 'revisions';
  children: ReactNode;
};

/** The tabs of an order; each has an address of its own. */
export function OrderTabs({ orderRef, selected, children }: OrderTabsProps) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const path = useOrderPath()(orderRef);
  return (
    <Tabs selectedKey={selected}>
      <TabList aria-label={t('order.tabs')}>
        <Tab id="status" href={path}>
          {t('order.statusTab')}
        </Tab>
        <Tab id="revisions" href={`${path}/revisions`}>
          {t('order.revisionsTab')}
        </Tab>
      </TabList>
      <TabPanel id={selected} className={styles.panel}>
        {children}
      </TabPanel>
    </Tabs>
  );
}
