import { JsonObject } from '@backstage/types';
import { useEffect } from 'react';
import { parse } from 'yaml';

/** Another version of the kind may have asked for the map as YAML: its entries are kept. */
export function useYamlAsMap(
  formData: unknown,
  onChange: (value: JsonObject) => void,
): void {
  const map = typeof formData === 'string' ? readMap(formData) : undefined;
  const text = map && JSON.stringify(map);
  useEffect(() => {
    if (text !== undefined) {
      onChange(JSON.parse(text));
    }
  }, [text, onChange]);
}

function readMap(text: string): object | undefined {
  try {
    const value: unknown = parse(text, { maxAliasCount: 0 });
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? value
      : undefined;
  } catch {
    // The form says that this is no map; whoever wrote the text can go back to it.
    return undefined;
  }
}
