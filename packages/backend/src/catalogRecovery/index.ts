export { catalogModuleRecovery as default } from './module';
