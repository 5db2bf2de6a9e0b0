import { FieldExtensionOptions } from '@backstage/plugin-scaffolder-react';
import { createContext } from 'react';

/**
 * The fields of the scaffolder in an app on the old frontend system, which has
 * no API that names them.
 */
export const FormFieldsContext = createContext<FieldExtensionOptions[]>([]);
