export { OperationPanel } from './OperationPanel';
export { OperationActionButtons } from './OperationActionButtons';
export type {
  OperationDialogKind,
  ShowOperation,
} from './OperationActionButtons';
export { OperationProgress } from './OperationProgress';
