import { ClusterObjects } from '../kubernetes';
import { ApplicationController } from './argocd/ApplicationController';
import { ApplicationSetController } from './argocd/ApplicationSetController';
import { ArgocdNotificationController } from './argocd/ArgocdNotificationController';
import { ScmDirectory } from './argocd/generators';
import { Controller } from './Controller';
import { ControllerLoop } from './ControllerLoop';
import { CompositeController } from './crossplane/CompositeController';
import { DefinitionController } from './crossplane/DefinitionController';
import { ManagedResourceController } from './crossplane/ManagedResourceController';
import { PackageController } from './crossplane/PackageController';
import { DeploymentController } from './deployment/DeploymentController';
import { PodRunner } from './deployment/PodRunner';
import { ImageResolver } from './deployment/resolveImage';
import { GitRepositoryController } from './flux/GitRepositoryController';
import { KustomizationController } from './flux/KustomizationController';
import { NotificationController } from './flux/NotificationController';
import { GitReader } from './GitReader';
import { Postman } from './notifications/Postman';
import { SimpleStatusController } from './simpleStatuses';

/**
 * What the controllers work on.
 *
 * @public
 */
export interface ControllersOptions {
  /** The first one runs Argo CD, Flux and Crossplane. */
  clusters: Array<{ name: string; url: string; objects: ClusterObjects }>;
  git: GitReader;
  scm: ScmDirectory;
  resolveImage: ImageResolver;
  /** Milliseconds between two passes. */
  tempo: number;
  onError(controller: string, error: unknown): void;
}

/**
 * The controllers of all clusters.
 *
 * @public
 */
export interface Controllers {
  /** True while they change something or are about to. */
  readonly busy: boolean;
  /** Tells them that something outside the clusters has changed, such as a branch. */
  wake(): void;
  /** Resolves when they have nothing left to do by themselves. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts everything that acts by itself in the clusters.
 *
 * @public
 */
export function startControllers(options: ControllersOptions): Controllers {
  const { clusters, git, scm, tempo } = options;
  const [{ objects: home }] = clusters;
  const clustersByUrl = new Map(
    clusters.map(({ url, objects }) => [url, objects]),
  );
  const postman = new Postman({
    pauseMs: tempo * 10,
    onError: error => options.onError('notifications', error),
  });
  const controllers: Controller[] = [
    new ApplicationSetController({ home, context: { scm, git }, tempo }),
    new ApplicationController({ home, clustersByUrl, git, tempo }),
    new GitRepositoryController({ objects: home, git, tempo }),
    new KustomizationController({ objects: home, git, tempo }),
    // After those whose work they tell of.
    new ArgocdNotificationController({ objects: home, postman }),
    new NotificationController({ objects: home, postman }),
    new PackageController({ objects: home }),
    new DefinitionController({ objects: home }),
    new CompositeController({ objects: home, tempo }),
    new ManagedResourceController({ objects: home }),
    ...clusters.flatMap(({ name: cluster, objects }) => [
      new DeploymentController({
        cluster,
        objects,
        pods: new PodRunner({ objects, resolveImage: options.resolveImage }),
        tempo,
      }),
      new SimpleStatusController({ cluster, objects }),
    ]),
  ];
  const loop = new ControllerLoop({
    controllers,
    clusters: clusters.map(({ objects }) => objects),
    tempo,
    onPeriod: () => git.refresh(),
    onError: options.onError,
  });
  return {
    get busy() {
      return loop.busy || postman.busy;
    },
    wake() {
      git.refresh();
      loop.wake();
    },
    async idle() {
      do {
        await loop.idle();
        await postman.idle();
      } while (loop.busy);
    },
    close: () => loop.close(),
  };
}
