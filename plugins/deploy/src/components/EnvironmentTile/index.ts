export { EnvironmentTile } from './EnvironmentTile';
export { menuButtonId } from './TileMenu';
