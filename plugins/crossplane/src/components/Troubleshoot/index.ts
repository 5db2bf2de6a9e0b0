export { TroubleshootPage } from './TroubleshootPage';
