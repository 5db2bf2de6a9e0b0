/** The addresses under which everything can be reached; made on each answer, as the port may change between starts. */
export class Links {
  constructor(readonly web: string) {}

  get api(): string {
    return `${this.web}/api/v3`;
  }

  get graphql(): string {
    return `${this.web}/api/graphql`;
  }

  repository(repository: { owner: string; name: string }): string {
    return `${this.api}/repos/${repository.owner}/${repository.name}`;
  }

  page(repository: { owner: string; name: string }): string {
    return `${this.web}/${repository.owner}/${repository.name}`;
  }
}

/** GraphQL's opaque global ids, which REST answers carry as `node_id`. */
export function nodeId(type: string, id: string | number): string {
  return Buffer.from(`${type}:${id}`).toString('base64url');
}

export function parseNodeId(
  id: string,
): { type: string; id: string } | undefined {
  const match = /^(\w+):(.+)$/.exec(
    Buffer.from(id, 'base64url').toString('utf8'),
  );
  return match ? { type: match[1], id: match[2] } : undefined;
}
