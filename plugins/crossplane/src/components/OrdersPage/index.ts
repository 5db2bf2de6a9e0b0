export { OrdersPage } from './OrdersPage';
export { LegacyOrdersPage } from './LegacyOrdersPage';
