import { ApiHolder } from '@backstage/core-plugin-api';
import { toError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import { crossplaneApiRef } from '../../api/crossplaneApiRef';
import { requestProblem } from '../../model/requestProblem';
import { toPreviewRequest } from '../orderPlace';
import { getTranslate } from '../translate';

/** Keeps people on the page while the portal would refuse their order. */
export async function validatePreview(
  _value: unknown,
  field: { addError(message: string): void },
  context: {
    apiHolder: ApiHolder;
    formData: JsonObject;
    uiSchema?: { 'ui:options'?: object };
  },
): Promise<void> {
  const api = context.apiHolder.get(crossplaneApiRef);
  const request = toPreviewRequest(
    context.uiSchema?.['ui:options'],
    context.formData,
  );
  const t = getTranslate(context.apiHolder);
  if (!api || !request) {
    field.addError(t('field.previewIncomplete'));
    return;
  }
  try {
    const preview = await api.previewOrder(request);
    for (const { path, message } of preview.problems) {
      field.addError(path ? `${path}: ${message}` : message);
    }
    if (preview.existing && request.operation === 'create') {
      field.addError(
        `${t('field.previewExisting', { name: request.name })}. ${t(
          'field.previewExistingHint',
        )}`,
      );
    }
  } catch (cause) {
    field.addError(requestProblem(toError(cause)).message);
  }
}
