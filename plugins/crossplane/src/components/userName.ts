/** The name of a user of the default namespace; any other reference as it is. */
export function userName(entityRef: string): string {
  return entityRef.replace(/^user:default\//, '');
}
