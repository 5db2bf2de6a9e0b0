export { deployModuleCrossplane as default } from './module';
