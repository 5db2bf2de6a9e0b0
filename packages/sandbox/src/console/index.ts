export { startConsole } from './startConsole';
