export { OrderPreviewField } from './OrderPreviewField';
export { validatePreview } from './validatePreview';
