export * from './describeDesiredStateContract';
export * from './describeObserverContract';
