import {
  CompositeResourceDefinition,
  compositionSettings,
  FormValueError,
  OrderManifest,
  prefixedKeys,
  renderOrder,
} from '@openportal/plugin-crossplane-common';
import { findManifestProblems } from '@openportal/plugin-crossplane-node';
import { Problem } from '../input/readYamlFile';
import { OrderValues } from './readOrderValues';

/** Makes the manifest of an order by the functions of the portal, or says what does not fit. */
export function renderManifest(
  xrd: CompositeResourceDefinition,
  values: OrderValues,
  prefix: string,
):
  | { manifest: OrderManifest; problems?: undefined }
  | { manifest?: undefined; problems: Problem[] } {
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
    const problems = findManifestProblems(xrd, manifest).map(
      ({ path, message }) => ({ path, reason: withoutPath(message, path) }),
    );
    return problems.length ? { problems } : { manifest };
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
