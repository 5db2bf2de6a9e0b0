export { deployPlugin as default } from './plugin';
