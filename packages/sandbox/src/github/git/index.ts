export * from './history';
export * from './merge';
export * from './model';
export * from './read';
export * from './references';
export * from './run';
export * from './write';
