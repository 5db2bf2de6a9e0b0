export { YamlEditorField } from './YamlEditorField';
export { validateYaml } from './validateYaml';
