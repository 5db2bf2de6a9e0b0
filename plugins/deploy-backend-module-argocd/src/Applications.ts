/** Where Applications are read: the Kubernetes API, or Argo CD's own. */
export interface Applications {
  /** For messages: `namespace 'argocd' of cluster 'platform'`. */
  readonly place: string;
  /** The Application as its source has it now; undefined where there is none. Throws where nobody can tell. */
  read(name: string, signal?: AbortSignal): Promise<unknown>;
  /** Calls back with the name of every Application that changes, until the returned function is called. */
  subscribe(listener: (name: string) => void): () => void;
  stop(): Promise<void>;
}
