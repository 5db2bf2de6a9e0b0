export * from './describeArtifactSourceContract';
export * from './describeDesiredStateContract';
export * from './describeObserverContract';
