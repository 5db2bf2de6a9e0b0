export { giantXrds } from '../fixtures/giantXrds';
export { hostileXrds } from '../fixtures/hostileXrds';
