export { deployModuleRegistry as default } from './module';
