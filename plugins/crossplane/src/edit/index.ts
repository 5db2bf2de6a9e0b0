export { EditOrderPage } from './EditOrderPage';
export { FormFieldsContext } from './FormFieldsContext';
