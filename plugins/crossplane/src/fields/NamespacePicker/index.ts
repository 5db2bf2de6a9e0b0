export { NamespacePicker } from './NamespacePicker';
export { validateNamespace } from './validateNamespace';
