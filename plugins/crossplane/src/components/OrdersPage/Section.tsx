import { useRouteRef } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { Tab, TabList, TabPanel, Tabs } from '@backstage/ui';
import { crossplaneIngestorReadPermission } from '@openportal/plugin-crossplane-common';
import { ReactNode } from 'react';
import {
  ingestorRouteRef,
  ordersRouteRef,
  troubleshootRouteRef,
} from '../../routes';
import { crossplaneTranslationRef } from '../../translation';
import styles from './Section.module.css';

/** Props of {@link Section}. */
export type SectionProps = {
  id: 'orders' | 'ingestor' | 'troubleshoot';
  children: ReactNode;
};

/** A section of the orders, with the way to the others; each has an address of its own. */
export function Section({ id, children }: SectionProps) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const paths = {
    orders: useRouteRef(ordersRouteRef)(),
    ingestor: useRouteRef(ingestorRouteRef)(),
    troubleshoot: useRouteRef(troubleshootRouteRef)(),
  };
  const { allowed: canReadIngestor } = usePermission({
    permission: crossplaneIngestorReadPermission,
  });
  const sections: Array<SectionProps['id']> = [
    'orders',
    // Who came by a link still sees where they are.
    ...(canReadIngestor || id === 'ingestor' ? (['ingestor'] as const) : []),
    'troubleshoot',
  ];
  return (
    <Tabs selectedKey={id} className={styles.section}>
      <TabList aria-label={t('section.label')}>
        {sections.map(section => (
          <Tab key={section} id={section} href={paths[section]}>
            {t(`section.${section}`)}
          </Tab>
        ))}
      </TabList>
      <TabPanel id={id} className={styles.panel}>
        {children}
      </TabPanel>
    </Tabs>
  );
}
