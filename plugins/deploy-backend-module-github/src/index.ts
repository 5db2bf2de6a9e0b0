export { deployModuleGithub as default } from './module';
