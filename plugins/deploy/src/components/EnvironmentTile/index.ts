export { EnvironmentTile } from './EnvironmentTile';
