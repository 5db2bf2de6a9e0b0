export { deployModuleFlux as default } from './module';
