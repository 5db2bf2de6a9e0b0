import { ApiHolder } from '@backstage/core-plugin-api';
import { JsonObject } from '@backstage/types';
import {
  CrossplaneApi,
  NamespaceList,
} from '@openportal/plugin-crossplane-common';
import { crossplaneApiRef } from '../../api/crossplaneApiRef';
import { OrderPlace, readOrderPlace } from '../orderPlace';
import { getTranslate } from '../translate';

/** The names in an error message; a list of hundreds helps nobody. */
const MAX_NAMED = 10;

/** Refuses a namespace that the user may not order into, as the order itself would. */
export async function validateNamespace(
  value: string | undefined,
  field: { addError(message: string): void },
  context: {
    apiHolder: ApiHolder;
    formData: JsonObject;
    uiSchema?: { 'ui:options'?: object };
  },
): Promise<void> {
  const place = readOrderPlace(
    context.uiSchema?.['ui:options'],
    context.formData,
  );
  const api = context.apiHolder.get(crossplaneApiRef);
  if (!value || !place.cluster || !api) {
    return;
  }
  const list = await readNamespaces(api, place);
  if (
    !list ||
    list.unreadable ||
    list.items.some(item => item.name === value)
  ) {
    return;
  }
  const t = getTranslate(context.apiHolder);
  const names = list.items.map(item => item.name);
  field.addError(
    names.length
      ? t('field.namespaceRefused', {
          namespace: value,
          cluster: place.cluster,
          allowed: shorten(names),
        })
      : t('field.namespaceRefusedAll', {
          namespace: value,
          cluster: place.cluster,
        }),
  );
}

async function readNamespaces(
  api: CrossplaneApi,
  { cluster, xrd, operation }: OrderPlace,
): Promise<NamespaceList | undefined> {
  try {
    return await api.listNamespaces({
      cluster: cluster ?? '',
      xrd,
      action: operation,
    });
  } catch {
    // The order is checked again by the server, so a list that cannot be read must not stop people.
    return undefined;
  }
}

function shorten(names: string[]): string {
  const shown = names.slice(0, MAX_NAMED).join(', ');
  return names.length > MAX_NAMED ? `${shown}, …` : shown;
}
