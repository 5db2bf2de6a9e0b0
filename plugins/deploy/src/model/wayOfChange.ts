/** Who brings what is written to where it runs, by the id of the observer. Names, so they are in no translation. */
const APPLIERS: Readonly<Record<string, string>> = {
  argocd: 'Argo CD',
  flux: 'Flux',
  crossplane: 'Crossplane',
};

/** How a change gets to where it runs: by a job, or through git and whoever applies what is there. */
export type WayOfChange =
  | { kind: 'job' }
  | {
      kind: 'git';
      /** Undefined where the portal does not know it. */
      applier?: string;
    };

/** Tells how the changes of an application get to where it runs, by its adapters. */
export function wayOfChange(adapters: {
  strategy?: string;
  observer?: string;
}): WayOfChange {
  const { strategy, observer } = adapters;
  if (strategy === 'job') {
    return { kind: 'job' };
  }
  const applier =
    observer !== undefined && Object.hasOwn(APPLIERS, observer)
      ? APPLIERS[observer]
      : undefined;
  return { kind: 'git', applier };
}
