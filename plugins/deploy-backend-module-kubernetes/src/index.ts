export { deployModuleKubernetes as default } from './module';
