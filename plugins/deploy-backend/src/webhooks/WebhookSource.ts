/** Who sends webhooks. The name is the last part of the path. */
export const WEBHOOK_SOURCES = ['github', 'argocd', 'flux', 'ci'] as const;

/** One of {@link WEBHOOK_SOURCES}. */
export type WebhookSource = (typeof WEBHOOK_SOURCES)[number];
