export { manifestValues, type ManifestValue } from './manifestValues';
