/**
 * Chooses how the desired state is written: `manifest`, `branch`, `job` or `order`.
 *
 * @public
 */
export const ANNOTATION_DEPLOY_STRATEGY = 'openportal.dev/deploy-strategy';

/**
 * Chooses who tells what runs: `argocd`, `flux`, `kubernetes`, `jenkins`, `github-deployments` or `crossplane`.
 *
 * @public
 */
export const ANNOTATION_OBSERVER = 'openportal.dev/observer';

/**
 * The environments that the entity uses, in order of promotion: `development,qa,prod`.
 *
 * @public
 */
export const ANNOTATION_ENVIRONMENTS = 'openportal.dev/environments';

/**
 * Repository of the desired state, where it is not the one of `github.com/project-slug`.
 *
 * @public
 */
export const ANNOTATION_GITOPS_REPOSITORY = 'openportal.dev/gitops-repo';

/**
 * Folder of the manifests; `{env}` is replaced by the environment.
 *
 * @public
 */
export const ANNOTATION_MANIFEST_PATH = 'openportal.dev/manifest-path';

/**
 * Image repository, without tag.
 *
 * @public
 */
export const ANNOTATION_IMAGE = 'openportal.dev/image';

/**
 * Name of the container that runs the image, where a pod has several.
 *
 * @public
 */
export const ANNOTATION_CONTAINER = 'openportal.dev/container';

/**
 * Where the image is in Helm values, where they name several: `web.image`.
 *
 * @public
 */
export const ANNOTATION_IMAGE_KEY = 'openportal.dev/image-key';

/**
 * Prefix of the annotation that names the Argo CD Application of one environment:
 * `openportal.dev/argocd-app.qa`.
 *
 * @public
 */
export const ANNOTATION_ARGOCD_APP_PREFIX = 'openportal.dev/argocd-app.';

/**
 * Prefix of the annotations that say which objects of Flux deploy an entity: `openportal.dev/flux-kustomization`.
 *
 * @public
 */
export const ANNOTATION_FLUX_PREFIX = 'openportal.dev/flux-';

/**
 * Chat channel that gets the results.
 *
 * @public
 */
export const ANNOTATION_SLACK_CHANNEL = 'openportal.dev/slack-channel';

/**
 * Argo CD Application of the first environment, as other Argo CD plugins use it.
 *
 * @public
 */
export const ANNOTATION_ARGOCD_APP = 'argocd/app-name';

/**
 * Jenkins job, as the Jenkins plugin uses it.
 *
 * @public
 */
export const ANNOTATION_JENKINS_JOB = 'jenkins.io/job-full-name';

/**
 * Source repository `owner/name`, as the GitHub plugins use it.
 *
 * @public
 */
export const ANNOTATION_GITHUB_PROJECT_SLUG = 'github.com/project-slug';

/**
 * Name in Kubernetes labels, as the Kubernetes plugin uses it.
 *
 * @public
 */
export const ANNOTATION_KUBERNETES_ID = 'backstage.io/kubernetes-id';

/**
 * Prefixes of the annotations that adapters get with their target.
 *
 * @public
 */
export const DEPLOY_ANNOTATION_PREFIXES: readonly string[] = [
  'openportal.dev/',
  'argocd/',
  'backstage.io/kubernetes-',
  'crossplane.io/',
  'github.com/',
  'jenkins.io/',
];
