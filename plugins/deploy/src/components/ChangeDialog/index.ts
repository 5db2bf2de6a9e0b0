export { ChangeDialog } from './ChangeDialog';
export { RequestError } from './RequestError';
export { useChangeRequest } from './useChangeRequest';
