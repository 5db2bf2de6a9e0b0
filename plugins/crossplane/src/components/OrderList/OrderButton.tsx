import { useRouteRef } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { ButtonLink } from '@backstage/ui';
import { RiAddLine } from '@remixicon/react';
import { templatesRouteRef } from '../../routes';
import { crossplaneTranslationRef } from '../../translation';

/** The way to the templates that order something; nothing where the app has no templates. */
export function OrderButton() {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const templatesRoute = useRouteRef(templatesRouteRef);
  if (!templatesRoute) {
    return null;
  }
  const query = new URLSearchParams({ 'filters[type]': 'crossplane-xr' });
  return (
    <ButtonLink
      href={`${templatesRoute()}?${query}`}
      iconStart={<RiAddLine aria-hidden />}
    >
      {t('orders.create')}
    </ButtonLink>
  );
}
