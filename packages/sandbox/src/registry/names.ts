const component = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const repositoryPattern = new RegExp(`^${component}(?:/${component})*$`);
const tagPattern = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;
const digestPattern = /^sha256:[a-f0-9]{64}$/;

/** Whether the text is a repository name as the distribution specification defines it. */
export function isRepositoryName(name: string): boolean {
  return name.length <= 255 && repositoryPattern.test(name);
}

/** Whether the text is a tag as the distribution specification defines it. */
export function isTag(reference: string): boolean {
  return tagPattern.test(reference);
}

/** Whether the text is a digest that this registry can compute (sha256 only). */
export function isDigest(reference: string): boolean {
  return digestPattern.test(reference);
}
