import { useApiHolder } from '@backstage/core-plugin-api';
import { FieldExtensionOptions } from '@backstage/plugin-scaffolder-react';
import {
  formFieldsApiRef,
  StepperProps,
} from '@backstage/plugin-scaffolder-react/alpha';
import { useContext, useEffect, useMemo, useState } from 'react';
import * as orderFormFields from '../fields/orderFormFields';
import { FormFieldsContext } from './FormFieldsContext';

type FormFields = StepperProps['extensions'];

/** All fields that the forms of the app know; undefined while they are loaded. */
export function useFormFields(): FormFields | undefined {
  const apis = useApiHolder();
  const fromApp = useContext(FormFieldsContext);
  const [loaded, setLoaded] = useState<unknown[]>();
  useEffect(() => {
    let isCurrent = true;
    const settle = (fields: unknown[]) => {
      if (isCurrent) {
        setLoaded(fields);
      }
    };
    // A field that cannot be loaded must not take the form with it: the standard one is shown instead.
    Promise.resolve(apis.get(formFieldsApiRef)?.loadFormFields() ?? []).then(
      settle,
      () => settle([]),
    );
    return () => {
      isCurrent = false;
    };
  }, [apis]);
  // The wizard draws every field anew when the list is another one, which takes the focus away.
  return useMemo(
    () => loaded && byName([...fromApp, ...loaded.filter(isField)]),
    [loaded, fromApp],
  );
}

function byName(others: FieldExtensionOptions[]): FormFields {
  const fields = new Map<string, FormFields[number]>();
  for (const field of [...Object.values(orderFormFields), ...others]) {
    fields.set(field.name, field);
  }
  return [...fields.values()];
}

/** The API hides what a field is made of; the scaffolder's own pages look inside, too. */
function isField(field: unknown): field is FieldExtensionOptions {
  return (
    typeof field === 'object' &&
    field !== null &&
    'name' in field &&
    typeof field.name === 'string' &&
    'component' in field &&
    typeof field.component === 'function'
  );
}
