export { MapField } from './MapField';
