export { OrderNotices } from './OrderNotices';
