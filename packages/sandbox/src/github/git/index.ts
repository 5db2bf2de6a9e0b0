export * from './model';
export * from './read';
export * from './run';
export * from './write';
