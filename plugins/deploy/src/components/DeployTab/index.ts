export { EntityDeployTab } from './EntityDeployTab';
