import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  OrderFluxObject,
  OrderLayerResource,
} from '@openportal/plugin-crossplane-common';
import { RiArrowRightSLine } from '@remixicon/react';
import { useMemo, useState } from 'react';
import {
  Button,
  Collection,
  Tree,
  TreeItem,
  TreeItemContent,
} from 'react-aria-components';
import {
  initiallyExpanded,
  toResourceTree,
  TreeNode,
} from '../../model/resourceTree';
import { crossplaneTranslationRef } from '../../translation';
import { TreeRow } from './TreeRow';
import { rowText } from './rowText';
import styles from './ResourceTree.module.css';

/** Props of {@link ResourceTree}. */
export type ResourceTreeProps = {
  'aria-label': string;
  resources: OrderLayerResource[];
  flux?: OrderFluxObject[];
};

/**
 * Resources as a tree. Arrow keys move, right and left open and close. What
 * fails is open at first, and opens when it starts to fail.
 */
export function ResourceTree(props: ResourceTreeProps) {
  const { resources, flux } = props;
  const { t } = useTranslationRef(crossplaneTranslationRef);
  const nodes = useMemo(
    () => toResourceTree(resources, flux),
    [resources, flux],
  );
  const { expanded, setExpanded } = useExpanded(nodes);

  const renderNode = (node: TreeNode) => (
    <TreeItem
      id={node.id}
      textValue={rowText(node, t)}
      className={styles.item}
      data-type={node.type}
    >
      <TreeItemContent>
        {({ hasChildItems, isExpanded }) => (
          <div className={styles.row}>
            {hasChildItems ? (
              <Button slot="chevron" className={styles.chevron}>
                <RiArrowRightSLine aria-hidden className={styles.chevronIcon} />
              </Button>
            ) : (
              <span className={styles.noChevron} />
            )}
            <TreeRow node={node} isExpanded={isExpanded} />
          </div>
        )}
      </TreeItemContent>
      <Collection items={node.children}>{renderNode}</Collection>
    </TreeItem>
  );

  return (
    <Tree
      aria-label={props['aria-label']}
      className={styles.tree}
      items={nodes}
      expandedKeys={expanded}
      onExpandedChange={keys => setExpanded(new Set([...keys].map(String)))}
      selectionMode="none"
    >
      {renderNode}
    </Tree>
  );
}

/** What is open: what the user left open, and what was added to the way to a failure since. */
function useExpanded(nodes: TreeNode[]) {
  const suggested = initiallyExpanded(nodes);
  const [expanded, setExpanded] = useState(() => new Set(suggested));
  const [seen, setSeen] = useState(() => new Set(suggested));
  const added = suggested.filter(id => !seen.has(id));
  if (added.length > 0) {
    setSeen(new Set([...seen, ...added]));
    setExpanded(new Set([...expanded, ...added]));
  }
  return { expanded, setExpanded };
}
