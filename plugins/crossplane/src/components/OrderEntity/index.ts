export { OrderStatusCard } from './OrderStatusCard';
export { OrderEntityTab } from './OrderEntityTab';
