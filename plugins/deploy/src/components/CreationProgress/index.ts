export { CreationNotice } from './CreationNotice';
export { CreationPage } from './CreationPage';
