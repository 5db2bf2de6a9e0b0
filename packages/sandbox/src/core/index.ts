export * from './FaultSwitches';
export * from './http';
export * from './KeyedLock';
export * from './Listener';
export * from './page';
export * from './Store';
export * from './WorkTracker';
