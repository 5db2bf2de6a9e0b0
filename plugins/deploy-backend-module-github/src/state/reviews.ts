import { ChangeReview } from '@openportal/plugin-deploy-node';

/** A review as GitHub lists it, oldest first. */
export interface ListedReview {
  user?: { login: string } | null;
  state: string;
  commit_id?: string | null;
  submitted_at?: string | null;
  html_url?: string;
}

const states: Record<string, ChangeReview['state']> = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes-requested',
  COMMENTED: 'commented',
  DISMISSED: 'dismissed',
};

/**
 * The verdict of every reviewer: the last review, as GitHub counts it. A comment after an approval does not take the
 * approval back.
 */
export function latestReviews(
  reviews: ListedReview[],
): Array<Omit<ChangeReview, 'mayApprove'>> {
  const byAuthor = new Map<string, Omit<ChangeReview, 'mayApprove'>>();
  for (const review of reviews) {
    const state = states[review.state];
    const author = review.user?.login;
    if (!state || !author) {
      continue;
    }
    const known = byAuthor.get(author);
    if (state === 'commented' && known && known.state !== 'commented') {
      continue;
    }
    byAuthor.set(author, {
      author,
      state,
      headSha: review.commit_id ?? undefined,
      at: review.submitted_at ?? undefined,
      url: review.html_url,
    });
  }
  return [...byAuthor.values()];
}

/** What keeps GitHub from merging, in words; undefined when nothing does or GitHub does not know yet. */
export function explainBlock(options: {
  mergeableState: string;
  draft: boolean;
  base: string;
  reviews: Array<Pick<ChangeReview, 'author' | 'state'>>;
}): string | undefined {
  const { mergeableState, draft, base, reviews } = options;
  if (draft || mergeableState === 'draft') {
    return 'It is a draft; mark it ready for review';
  }
  const against = reviews
    .filter(({ state }) => state === 'changes-requested')
    .map(({ author }) => author);
  switch (mergeableState) {
    case 'dirty':
      return `It conflicts with '${base}'; cancel it and ask again`;
    case 'behind':
      return `Its branch is behind '${base}', and the branch protection wants it up to date; update it`;
    case 'blocked':
      return against.length > 0
        ? `${against.join(', ')} asked for changes`
        : `The protection of '${base}' still waits for a review or a check`;
    default:
      return undefined;
  }
}
