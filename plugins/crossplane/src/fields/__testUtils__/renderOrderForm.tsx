import { renderInTestApp } from '@backstage/frontend-test-utils';
import { Stepper } from '@backstage/plugin-scaffolder-react/alpha';
import { JsonObject, JsonValue } from '@backstage/types';
import { CrossplaneApi } from '@openportal/plugin-crossplane-common';
import { crossplaneApiRef } from '../../api/crossplaneApiRef';
import * as formFields from '../orderFormFields';
import { fakeCrossplaneApi } from './fakeCrossplaneApi';

/** Renders pages of a template with the wizard of the scaffolder itself. */
export function renderOrderForm(options: {
  steps: Array<{ title: string; schema: JsonObject }>;
  api: Partial<CrossplaneApi>;
  values?: Record<string, JsonValue>;
}): { onCreate: jest.Mock<Promise<void>, [JsonObject]> } {
  // The wizard scrolls up on every page, which jsdom cannot.
  jest.spyOn(window, 'scrollTo').mockReturnValue();
  const onCreate = jest.fn(async (_values: JsonObject) => {});
  renderInTestApp(
    <Stepper
      manifest={{ title: 'A database', steps: options.steps }}
      extensions={Object.values(formFields)}
      initialState={options.values}
      onCreate={onCreate}
    />,
    { apis: [[crossplaneApiRef, fakeCrossplaneApi(options.api)]] },
  );
  return { onCreate };
}
