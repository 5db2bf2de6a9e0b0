export { combineHealth } from './combineHealth';
export { judgeWorkload } from './judgeWorkload';
export type { WorkloadFacts, WorkloadHealth } from './judgeWorkload';
