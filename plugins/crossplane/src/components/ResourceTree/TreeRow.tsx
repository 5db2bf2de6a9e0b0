import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import {
  OrderCondition,
  OrderFluxObject,
  OrderLayerResource,
} from '@openportal/plugin-crossplane-common';
import { decisiveCondition, TreeNode } from '../../model/resourceTree';
import { crossplaneTranslationRef } from '../../translation';
import { StateLabel } from '../StateLabel';
import { Time } from '../Time';
import { rowText } from './rowText';
import styles from './ResourceTree.module.css';

/** Props of {@link TreeRow}. */
export type TreeRowProps = {
  node: TreeNode;
  /** What is below the row is seen. */
  isExpanded: boolean;
};

/** What a row of the tree shows. */
export function TreeRow({ node, isExpanded }: TreeRowProps) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  switch (node.type) {
    case 'resource':
      return <ResourceRow resource={node.resource} isExpanded={isExpanded} />;
    case 'condition':
      return <ConditionRow condition={node.condition} />;
    case 'flux':
      return <FluxRow flux={node.flux} />;
    default:
      return (
        <Text variant="body-small" color="secondary">
          {rowText(node, t)}
        </Text>
      );
  }
}

function ResourceRow(props: {
  resource: OrderLayerResource;
  isExpanded: boolean;
}) {
  const { resource, isExpanded } = props;
  // Its own row below says it, with reason and time.
  const message = isExpanded ? undefined : decisiveCondition(resource)?.message;
  return (
    <div className={styles.content}>
      <span className={styles.line}>
        <StateLabel state={resource.state} />
        <span>
          <Text variant="body-small" color="secondary">
            {resource.kind}
          </Text>{' '}
          <Text variant="body-small" weight="bold">
            {resource.name}
          </Text>
          {resource.namespace ? (
            <Text variant="body-small" color="secondary">
              {' '}
              · {resource.namespace}
            </Text>
          ) : undefined}
        </span>
      </span>
      {message ? (
        <Text as="p" variant="body-small" color="secondary">
          {message}
        </Text>
      ) : undefined}
    </div>
  );
}

function ConditionRow({ condition }: { condition: OrderCondition }) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const { type, status, reason, message, lastTransitionTime } = condition;
  return (
    <div className={styles.content}>
      <span className={styles.line}>
        <Text variant="body-small">
          {type}: <strong>{status}</strong>
        </Text>
        {reason ? (
          <Text variant="body-small" color="secondary">
            {t('tree.reason', { reason })}
          </Text>
        ) : undefined}
        {lastTransitionTime ? (
          <Text variant="body-small" color="secondary">
            <Time value={lastTransitionTime} />
          </Text>
        ) : undefined}
      </span>
      {message ? (
        <Text as="p" variant="body-small" className={styles.message}>
          {message}
        </Text>
      ) : undefined}
    </div>
  );
}

function FluxRow({ flux }: { flux: OrderFluxObject }) {
  const { t } = useTranslationRef(crossplaneTranslationRef);
  return (
    <div className={styles.content}>
      <Text variant="body-small">
        {flux.revision
          ? t('tree.revision', { revision: flux.revision })
          : t('tree.noRevision')}
      </Text>
      {flux.suspended ? (
        <Text as="p" variant="body-small" weight="bold">
          {t('tree.suspended')}
        </Text>
      ) : undefined}
      {flux.containsOrder === undefined ? undefined : (
        <Text as="p" variant="body-small">
          {t(flux.containsOrder ? 'tree.containsOrder' : 'tree.lacksOrder')}
        </Text>
      )}
      {flux.message ? (
        <Text as="p" variant="body-small" className={styles.message}>
          {flux.message}
        </Text>
      ) : undefined}
    </div>
  );
}
