import { wayOfChange } from './wayOfChange';

describe('wayOfChange', () => {
  it.each([
    ['manifest', 'argocd', { kind: 'git', applier: 'Argo CD' }],
    ['branch', 'flux', { kind: 'git', applier: 'Flux' }],
    ['order', 'crossplane', { kind: 'git', applier: 'Crossplane' }],
    ['manifest', 'kubernetes', { kind: 'git', applier: undefined }],
    [undefined, 'constructor', { kind: 'git', applier: undefined }],
    ['job', 'argocd', { kind: 'job' }],
  ])('of %p seen by %p is %p', (strategy, observer, way) => {
    expect(wayOfChange({ strategy, observer })).toEqual(way);
  });
});
