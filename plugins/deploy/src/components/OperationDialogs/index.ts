export { CancelDialog } from './CancelDialog';
export { OperationDialog } from './OperationDialog';
export { LoadedOperation } from './LoadedOperation';
export { RetryDialog } from './RetryDialog';
