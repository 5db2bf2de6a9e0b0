/**
 * A phase between the form and the running application.
 *
 * @public
 */
export type CreationPhaseId = 'scaffold' | 'build' | 'sync' | 'run' | 'reach';

/**
 * Where a phase stands, and what to do where it does not go on.
 *
 * @public
 */
export type CreationPhase = {
  id: CreationPhaseId;
  state: 'done' | 'running' | 'waiting' | 'failed' | 'unknown';
  /** When it was done. */
  at?: string;
  message: string;
  /** What to do about it. */
  fix?: string;
  url?: string;
};

/**
 * Answer of `GET /entities/…/creation`.
 *
 * @public
 */
export type CreationProgress = {
  entityRef: string;
  phases: CreationPhase[];
  /** Whether every phase is done. */
  complete: boolean;
  generatedAt: string;
};
