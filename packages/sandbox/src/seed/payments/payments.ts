import type { SeededService } from '../SeededService';
import { releases } from './releases';
import { sourceFiles } from './sources';

/** The app that Argo CD runs in all environments. */
export const payments: SeededService = {
  name: 'payments',
  repository: 'idp-payments',
  description: 'Takes payments',
  topics: ['nodejs', 'openportal'],
  environments: ['qa', 'staging', 'prod'],
  files: sourceFiles,
  releases,
};
