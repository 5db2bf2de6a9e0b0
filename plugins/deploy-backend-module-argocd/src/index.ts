export { deployModuleArgocd as default } from './module';
