export * from './ArtifactSource';
export * from './DeployTarget';
export * from './DesiredState';
export * from './intent';
export * from './Notifier';
export * from './Observer';
export * from './PipelineSource';
export * from './SourceHistory';
