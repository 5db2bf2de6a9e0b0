import { useLayoutEffect } from 'react';

/**
 * Names the select with which the form library asks which kind of value a field has. Below a custom field it hides the
 * label of that select, and has no setting for it, so that people who do not see the page would hear its value alone.
 *
 * @param labelId - id of the element with the name
 * @param fieldId - id of the field
 */
export function useChoiceLabel(labelId: string, fieldId: string): void {
  // After every drawing: the library makes the select anew when the choice of the field changes.
  useLayoutEffect(() => {
    for (const keyword of ['anyof', 'oneof']) {
      const id = `${fieldId}__${keyword}_select`;
      const select = document.getElementById(id);
      if (select?.getAttribute('aria-labelledby') === id) {
        select.setAttribute('aria-labelledby', `${labelId} ${id}`);
      }
    }
  });
}
