import { Progress } from '@backstage/core-components';
import { Container } from '@backstage/ui';
import { lazy, Suspense } from 'react';
import { Route, Routes } from 'react-router-dom';
import {
  ingestorRouteRef,
  orderRouteRef,
  troubleshootRouteRef,
} from '../../routes';
import { IngestorPage } from '../Ingestor';
import { OrderList } from '../OrderList';
import { OrderPage } from '../OrderPage';
import { TroubleshootPage } from '../Troubleshoot';
import { Section } from './Section';

// The form library is larger than all other pages together.
const EditOrderPage = lazy(() =>
  import('../../edit').then(module => ({ default: module.EditOrderPage })),
);

/** The list of orders, what helps when something is missing, and below it the page of each order. */
export function OrdersPage() {
  return (
    <Container>
      <Routes>
        <Route
          path="/"
          element={
            <Section id="orders">
              <OrderList />
            </Section>
          }
        />
        <Route
          path={ingestorRouteRef.path}
          element={
            <Section id="ingestor">
              <IngestorPage />
            </Section>
          }
        />
        <Route
          path={troubleshootRouteRef.path}
          element={
            <Section id="troubleshoot">
              <TroubleshootPage />
            </Section>
          }
        />
        <Route path={orderRouteRef.path} element={<OrderPage tab="status" />} />
        <Route
          path={`${orderRouteRef.path}/revisions`}
          element={<OrderPage tab="revisions" />}
        />
        <Route
          path={`${orderRouteRef.path}/edit`}
          element={
            <Suspense fallback={<Progress />}>
              <EditOrderPage />
            </Suspense>
          }
        />
      </Routes>
    </Container>
  );
}
