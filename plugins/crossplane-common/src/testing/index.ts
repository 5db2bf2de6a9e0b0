export { giantXrds } from '../fixtures/giantXrds';
export { hostileOrders } from '../fixtures/hostileOrders';
export type { HostileOrder } from '../fixtures/hostileOrders';
export { hostileXrds } from '../fixtures/hostileXrds';
export { longestPause } from './longestPause';
