import { EnvironmentState } from '@openportal/plugin-deploy-common';
import { PipelineRun, RepositoryRef } from '@openportal/plugin-deploy-node';

/** What a request to the address of an application met. */
export type Reached =
  | { kind: 'answered'; status: number }
  /** Its name is not known to the name servers. */
  | { kind: 'no-name'; host: string }
  | { kind: 'no-answer'; reason: string };

/** What is known, or why it is not. */
export type Asked<T> = { value: T } | { unknown: string };

/** What tells how far a new application has come. Nothing in it is a guess. */
export type CreationFacts = {
  entityRef: string;
  name: string;
  repository?: RepositoryRef;
  /** Page of its source. */
  sourceUrl?: string;
  /** How the name of a repository begins whose applications are found by themselves. */
  repositoryPrefix: string;
  /** Folder of the manifests of its first environment. */
  manifestPath: string;
  /** Undefined: the application uses no environment of this portal. */
  state?: EnvironmentState;
  /** The newest run of its pipeline; its value is undefined where there was none. */
  pipeline: Asked<PipelineRun | undefined>;
  url?: string;
  /** Undefined: it was not asked, because nothing runs yet or there is no address. */
  reached?: Reached;
};
