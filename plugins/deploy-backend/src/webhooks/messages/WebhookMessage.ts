import { ObserverHint, RepositoryRef } from '@openportal/plugin-deploy-node';

/**
 * What a webhook makes somebody look at. It says where, never what is so there: the sources are asked.
 *
 * `paths` narrows a push to the files that it changed; undefined where GitHub does not list them all.
 */
export type WebhookHint =
  | ObserverHint
  | { repository: RepositoryRef; branch?: string; paths?: string[] }
  | { flux: { kind: string; namespace: string; name: string } }
  | { imageRepository: string };

/** A job says that it is done with the change of an operation. */
export type Completion = {
  operationId: string;
  /** What the job got when it was started. */
  token: string;
  entityRef?: string;
  environment?: string;
  /** What it claims. Written down, never believed. */
  status: string;
};

/** What a body means. */
export type WebhookMessage =
  | {
      kind: 'hints';
      /** What it is about: deliveries about the same are worked on in order. */
      about: string;
      hints: WebhookHint[];
      /** Whether what runs may have changed, or only what an operation waits for. */
      refresh: boolean;
    }
  | { kind: 'completion'; about: string; completion: Completion }
  /** Nothing to do, on purpose. */
  | { kind: 'ignored'; reason: string }
  /** Not what this source sends. */
  | { kind: 'invalid'; problem: string };
