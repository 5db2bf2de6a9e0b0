import { useEffect } from 'react';
import { stringify } from 'yaml';

/** Another version of the kind may have had fields for this value: what people gave is kept, and shown. */
export function useDataAsYaml(
  formData: unknown,
  onChange: (text: string) => void,
): void {
  const isData = typeof formData === 'object' && formData !== null;
  const text = isData
    ? stringify(formData, { lineWidth: 0, aliasDuplicateObjects: false })
    : undefined;
  useEffect(() => {
    if (text !== undefined) {
      // An object that the form library made by itself says nothing.
      onChange(text === '{}\n' ? '' : text);
    }
  }, [text, onChange]);
}
