export { KubernetesClient } from './KubernetesClient';
export { startConsole } from './startConsole';
