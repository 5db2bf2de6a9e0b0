import { composite, flux, known } from '../__testUtils__/orderFacts';
import { FluxObjects } from '../cluster/readFlux';
import { Fact } from '../sources/facts';
import { decidePrune } from './decidePrune';

const unread: Fact<FluxObjects> = { known: false, reason: 'no rights' };
const none: Fact<FluxObjects> = known({
  hasSource: false,
  sources: [],
  kustomizations: [],
});
const there = known(composite);

describe('decidePrune', () => {
  it('believes the Kustomization more than the configuration', () => {
    for (const prune of [true, false]) {
      expect(
        decidePrune({
          flux: flux({ prune }),
          composite: there,
          configured: !prune,
        }),
      ).toBe(prune);
    }
  });

  it('takes the configuration where Flux cannot be read or does not apply the file', () => {
    for (const configured of [true, false, undefined]) {
      for (const objects of [unread, none]) {
        expect(
          decidePrune({ flux: objects, composite: there, configured }),
        ).toBe(configured);
      }
    }
  });

  it('does not choose between Kustomizations that do not agree', () => {
    const yes = flux({ prune: true });
    const no = flux({ prune: false });
    const both: Fact<FluxObjects> =
      yes.known && no.known
        ? known({
            ...yes.value,
            kustomizations: [
              ...yes.value.kustomizations,
              ...no.value.kustomizations,
            ],
          })
        : unread;
    expect(
      decidePrune({ flux: both, composite: there, configured: true }),
    ).toBeUndefined();
  });

  it('knows that a resource may keep Flux from deleting it', () => {
    expect(
      decidePrune({
        flux: flux({ prune: true }),
        composite: known({ ...composite, keptByFlux: true }),
      }),
    ).toBe(false);
  });
});
