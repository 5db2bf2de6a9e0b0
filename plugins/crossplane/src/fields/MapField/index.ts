export { isMapSchema } from './isMapSchema';
export { MapField } from './MapField';
