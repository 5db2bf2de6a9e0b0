import { OperationKind, OperationState } from '../operations';

/**
 * Filter of the history of an entity.
 *
 * @public
 */
export type HistoryQuery = {
  /** Name or alias of an environment. */
  environment?: string;
  kind?: OperationKind;
  state?: OperationState;
  /** Entity reference of who asked for it. */
  requestedBy?: string;
  cursor?: string;
  /** 1 to 100. */
  limit?: number;
};
