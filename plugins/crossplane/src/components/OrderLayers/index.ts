export { OrderLayers } from './OrderLayers';
