import { Container } from '@backstage/ui';
import { Route, Routes } from 'react-router-dom';
import { orderRouteRef } from '../../routes';
import { OrderList } from '../OrderList';
import { OrderPage } from '../OrderPage';

/** The list of orders, and below it the page of each order. */
export function OrdersPage() {
  return (
    <Container>
      <Routes>
        <Route path="/" element={<OrderList />} />
        <Route path={orderRouteRef.path} element={<OrderPage />} />
      </Routes>
    </Container>
  );
}
