/** What the deployments that the portal itself notes at GitHub are called, before the id of their operation. */
export const PORTAL_TASK = 'deploy:openportal:';
