import {
  CompositeResourceDefinition,
  compositionSettings,
  FormValueError,
  OrderManifest,
  prefixedKeys,
  renderOrder,
} from '@openportal/plugin-crossplane-common';
import { checkManifest } from '@openportal/plugin-crossplane-node';
import { Problem } from '../input/readYamlFile';
import { OrderValues } from './readOrderValues';

/** Makes the manifest of an order by the functions of the portal, or says what does not fit, and what was not checked. */
export async function renderManifest(
  xrd: CompositeResourceDefinition,
  values: OrderValues,
  prefix: string,
): Promise<
  | { manifest: OrderManifest; notChecked: Problem[]; problems?: undefined }
  | { manifest?: undefined; problems: Problem[] }
> {
  try {
    const manifest = renderOrder(xrd, {
      name: values.name,
      namespace: values.namespace,
      spec: values.spec,
      settings: compositionSettings(xrd, values),
      annotations: values.owner
        ? { [prefixedKeys(prefix).owner]: values.owner }
        : undefined,
    });
    const { problems, notChecked } = await checkManifest(xrd, manifest);
    const left = notChecked.map(({ path, reason }) => ({
      path,
      reason: `was not checked: ${reason}`,
    }));
    return problems.length
      ? {
          problems: [
            ...problems.map(({ path, message }) => ({
              path,
              reason: withoutPath(message, path),
            })),
            ...left,
          ],
        }
      : { manifest, notChecked: left };
  } catch (error) {
    if (error instanceof FormValueError) {
      const reason = withoutPath(error.message, `${error.path}:`);
      return { problems: [{ path: error.path, reason }] };
    }
    throw error;
  }
}

function withoutPath(message: string, path: string): string {
  return message.startsWith(path) ? message.slice(path.length).trim() : message;
}
