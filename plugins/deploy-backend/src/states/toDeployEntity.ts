import {
  DEFAULT_NAMESPACE,
  Entity,
  parseEntityRef,
  RELATION_PART_OF,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { DeployTarget } from '@openportal/plugin-deploy-node';
import { DeployApp } from '../app/resolveDeployApp';

/** What the list of all applications keeps of an entity. */
export type DeployEntity = {
  entityRef: string;
  /** By which the catalog filters; tests and old catalogs have none. */
  uid?: string;
  name: string;
  title: string;
  owners: string[];
  system?: string;
  targets: DeployTarget[];
};

/** What the list of all applications shows of an entity, and by what it is found. */
export function toDeployEntity(entity: Entity, app: DeployApp): DeployEntity {
  const { metadata } = entity;
  return {
    entityRef: app.entityRef,
    uid: metadata.uid?.toLocaleLowerCase('en-US'),
    name: metadata.name,
    title: metadata.title ?? metadata.name,
    owners: app.owners,
    system: systemOf(entity),
    targets: app.environments.map(({ target }) => target),
  };
}

function systemOf(entity: Entity): string | undefined {
  const related = (entity.relations ?? []).find(
    ({ type, targetRef }) =>
      type === RELATION_PART_OF && targetRef.startsWith('system:'),
  );
  if (related) {
    return related.targetRef;
  }
  const named = entity.spec?.system;
  if (typeof named !== 'string' || named === '') {
    return undefined;
  }
  try {
    return stringifyEntityRef(
      parseEntityRef(named, {
        defaultKind: 'system',
        defaultNamespace: entity.metadata.namespace ?? DEFAULT_NAMESPACE,
      }),
    );
  } catch {
    return undefined;
  }
}
