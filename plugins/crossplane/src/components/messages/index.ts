export { pageMessages } from './pageMessages';
