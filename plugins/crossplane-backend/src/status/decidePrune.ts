import { FluxObjects } from '../cluster/readFlux';
import { CompositeFact, Fact } from '../sources/facts';

/**
 * Whether Flux deletes the ordered resource when its file leaves git.
 *
 * @returns undefined when neither Flux nor the configuration says
 */
export function decidePrune(facts: {
  flux: Fact<FluxObjects>;
  composite: Fact<CompositeFact | undefined>;
  /** What the configuration says of all orders. */
  configured?: boolean;
}): boolean | undefined {
  const { flux, composite, configured } = facts;
  if (composite.known && composite.value?.keptByFlux) {
    return false;
  }
  const appliers = flux.known ? flux.value.kustomizations : [];
  if (appliers.length === 0) {
    return configured;
  }
  const [first, ...others] = new Set(appliers.map(({ prune }) => prune));
  // Several that apply the file and do not agree: which of them has it in its inventory decides.
  return others.length === 0 ? first : undefined;
}
