import { CrossplaneApi } from '@openportal/plugin-crossplane-common';

/** An API that refuses what a test does not expect. */
export function fakeCrossplaneApi(
  answers: Partial<CrossplaneApi>,
): CrossplaneApi {
  return new Proxy(answers, {
    get(target, name) {
      return (
        Reflect.get(target, name) ??
        (async () => {
          throw new Error(`The test did not expect '${String(name)}'`);
        })
      );
    },
  }) as CrossplaneApi;
}
