export { OrderActions } from './OrderActions';
export { TaskDialog } from './TaskDialog';
