import {
  Entity,
  getCompoundEntityRef,
  parseEntityRef,
} from '@backstage/catalog-model';
import { LocationSpec } from '@backstage/plugin-catalog-common';
import {
  CatalogProcessor,
  CatalogProcessorEmit,
  processingResult,
} from '@backstage/plugin-catalog-node';
import { CrossplaneKeys } from '@openportal/plugin-crossplane-common';

/** From what was made with a template to the template. */
export const RELATION_SCAFFOLDED_FROM = 'scaffoldedFrom';
/** From a template to what was made with it. */
export const RELATION_SCAFFOLDER_OF = 'scaffolderOf';

/**
 * Relates the resources of clusters to the templates that make more of them. The names of the relations are
 * those of the scaffolder.
 */
export class TemplateRelationProcessor implements CatalogProcessor {
  getProcessorName(): string {
    return 'CrossplaneTemplateRelationProcessor';
  }

  async postProcessEntity(
    entity: Entity,
    _location: LocationSpec,
    emit: CatalogProcessorEmit,
  ): Promise<Entity> {
    const template = entity.spec?.scaffoldedFrom;
    const isOurs =
      entity.kind === 'Resource' &&
      entity.metadata.annotations?.[CrossplaneKeys.xrdName] !== undefined;
    if (isOurs && typeof template === 'string') {
      const source = getCompoundEntityRef(entity);
      const target = parseEntityRef(template, {
        defaultKind: 'template',
        defaultNamespace: 'default',
      });
      emit(
        processingResult.relation({
          source,
          type: RELATION_SCAFFOLDED_FROM,
          target,
        }),
      );
      emit(
        processingResult.relation({
          source: target,
          type: RELATION_SCAFFOLDER_OF,
          target: source,
        }),
      );
    }
    return entity;
  }
}
