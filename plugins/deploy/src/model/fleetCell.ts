import { MatrixCell, Operation } from '@openportal/plugin-deploy-common';
import { EnvironmentStatus, environmentStatus } from './environmentStatus';

/** How a cell of the matrix looks at first glance, by the same rules as the tile of the environment. */
export function fleetCellStatus(
  cell: Pick<MatrixCell, 'health' | 'image' | 'version'>,
  activeOperation: Pick<Operation, 'state'> | undefined,
): EnvironmentStatus {
  return environmentStatus({
    state: {
      health: cell.health,
      desired: cell.version ?? cell.image,
    },
    activeOperation,
  });
}

/** The operation that changes an environment of an entity now. */
export function activeOperationOf(
  operations: readonly Operation[],
  entityRef: string,
  environment: string,
): Operation | undefined {
  return operations.find(
    operation =>
      operation.entityRef === entityRef &&
      operation.environment === environment,
  );
}
