import { DesiredChange } from '@openportal/plugin-deploy-node';
import { GitRepository } from '../access/GitRepository';
import { DeploymentRecords } from '../records/DeploymentRecords';

/** A change to carry out on the branch of an environment. */
export interface BranchChange {
  repository: GitRepository;
  records: DeploymentRecords;
  change: DesiredChange;
  /** Branch of the environment. */
  branch: string;
}
