import type { UserEntity } from '@backstage/catalog-model';
import type { CommitAuthor } from '@openportal/github-node';

/** Who asked for the repository, as a commit can name them. */
export function toCommitAuthor(
  user: { entity?: UserEntity } | undefined,
): CommitAuthor | undefined {
  const profile = user?.entity?.spec.profile;
  if (!user?.entity || !profile?.email) {
    return undefined;
  }
  return {
    name: profile.displayName ?? user.entity.metadata.name,
    email: profile.email,
  };
}
