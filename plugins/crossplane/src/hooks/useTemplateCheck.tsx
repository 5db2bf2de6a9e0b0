import { Entity } from '@backstage/catalog-model';
import { useRouteRef } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import { CrossplaneKeys } from '@openportal/plugin-crossplane-common';
import { RiStethoscopeLine } from '@remixicon/react';
import { ReactElement } from 'react';
import { troubleshootRouteRef } from '../routes';
import { crossplaneTranslationRef } from '../translation';

/** Whether an entity is a template that orders what an XRD defines. */
export function isOrderTemplate(entity: Entity): boolean {
  return (
    entity.kind.toLocaleLowerCase('en-US') === 'template' &&
    xrdOf(entity) !== undefined
  );
}

/** The link of a template's page to the checks of its XRD. */
export function useTemplateCheck(): {
  label: string;
  icon: ReactElement;
  href: string;
} {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const path = useRouteRef(troubleshootRouteRef)();
  const { entity } = useEntity();
  const query = new URLSearchParams({ xrd: xrdOf(entity) ?? '' });
  return {
    label: t('troubleshoot.checkTemplate'),
    icon: <RiStethoscopeLine aria-hidden />,
    href: `${path}?${query}`,
  };
}

function xrdOf({ metadata }: Entity): string | undefined {
  return metadata.annotations?.[CrossplaneKeys.xrdName];
}
