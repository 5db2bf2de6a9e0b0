import {
  composite,
  condition,
  decide,
  known,
  managed,
} from '../__testUtils__/orderFacts';
import { CompositeFact, ResourceFact } from '../sources/facts';
import { eventSubjects, withEvents } from './layerEvents';
import { OrderFacts } from './toOrderStatus';

const ordered: CompositeFact = { ...composite, uid: 'ordered' };

function uidsOf(change: Partial<OrderFacts>) {
  const facts = {
    composite: known<CompositeFact | undefined>(ordered),
    resources: known([{ ...managed, uid: 'managed' }]),
    ...change,
  };
  const subjects = eventSubjects(decide(facts).layers, facts);
  return Object.fromEntries(
    [...subjects].map(([layer, objects]) => [
      layer,
      objects.map(({ uid }) => uid),
    ]),
  );
}

const creating: CompositeFact = {
  ...ordered,
  conditions: [condition('Synced', 'True'), condition('Ready', 'False')],
};

const failing = (uid: string | undefined): ResourceFact => ({
  ...managed,
  uid,
  conditions: [condition('Synced', 'False', 'no')],
});

describe('eventSubjects', () => {
  it('asks for none of an order that is ready or not there', () => {
    expect(uidsOf({})).toEqual({});
    expect(uidsOf({ composite: known(undefined) })).toEqual({});
    expect(
      uidsOf({ composite: { known: false, reason: 'no rights' } }),
    ).toEqual({});
  });

  it('tells about the ordered resource where it is explained', () => {
    expect(uidsOf({ composite: known(creating) })).toEqual({
      compositeResource: ['ordered'],
    });
    const facts = known({
      ...ordered,
      conditions: [
        condition('Synced', 'False', 'cannot compose resources: no function'),
      ],
    });
    expect(uidsOf({ composite: facts })).toEqual({ composition: ['ordered'] });
  });

  it('takes the composite resource of a claim with it', () => {
    const bound = { apiVersion: 'v1', kind: 'XThing', name: 'x', uid: 'bound' };
    expect(uidsOf({ composite: known({ ...creating, bound }) })).toEqual({
      compositeResource: ['ordered', 'bound'],
    });
  });

  it('takes at most ten composed resources, at any depth, those that fail first', () => {
    const waiting: ResourceFact = {
      ...managed,
      conditions: [condition('Ready', 'False')],
      uid: 'waiting',
    };
    expect(
      uidsOf({
        resources: known([
          waiting,
          { ...managed, uid: 'ready', children: [failing('below')] },
          failing(undefined),
        ]),
      }),
    ).toEqual({ providers: ['below', 'waiting'] });
    const { providers } = uidsOf({
      resources: known(
        Array.from({ length: 30 }, (_, index) => failing(`${index}`)),
      ),
    });
    expect(providers).toHaveLength(10);
  });
});

describe('withEvents', () => {
  it('adds what was read to its layer, with what could not be read', () => {
    const { uid, ...resource } = { ...managed, uid: 'managed' };
    const events = [{ resource, message: 'no', count: 1 }];
    const { layers } = withEvents(
      decide(),
      new Map([['providers', { events, problem: 'forbidden' }]]),
    );
    expect(layers.at(-1)).toMatchObject({
      id: 'providers',
      events,
      eventsProblem: 'forbidden',
    });
    expect(layers[0]).not.toHaveProperty('events');
  });
});
