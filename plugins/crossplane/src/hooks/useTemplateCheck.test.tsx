import { renderInTestApp } from '@backstage/frontend-test-utils';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { screen } from '@testing-library/react';
import { ordersRouteRef } from '../routes';
import { isOrderTemplate, useTemplateCheck } from './useTemplateCheck';

const template = {
  apiVersion: 'scaffolder.backstage.io/v1beta3',
  kind: 'Template',
  metadata: {
    name: 'dns',
    annotations: { 'crossplane.io/xrd-name': 'dns.example.org' },
  },
};

function CheckLink() {
  const { label, href } = useTemplateCheck();
  return <a href={href}>{label}</a>;
}

describe('useTemplateCheck', () => {
  it('leads from a template to the checks of its XRD', async () => {
    renderInTestApp(
      <EntityProvider entity={template}>
        <CheckLink />
      </EntityProvider>,
      { mountedRoutes: { '/orders': ordersRouteRef } },
    );
    expect(
      await screen.findByRole('link', { name: 'Check the template' }),
    ).toHaveAttribute('href', '/orders/troubleshoot?xrd=dns.example.org');
  });

  it('is for templates of XRDs only', () => {
    const { metadata } = template;
    expect(isOrderTemplate(template)).toBe(true);
    expect(isOrderTemplate({ ...template, kind: 'API' })).toBe(false);
    expect(
      isOrderTemplate({ ...template, metadata: { name: metadata.name } }),
    ).toBe(false);
  });
});
