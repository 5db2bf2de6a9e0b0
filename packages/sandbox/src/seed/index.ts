export { people } from './people';
export { isSeeded, seedSandbox } from './seedSandbox';
