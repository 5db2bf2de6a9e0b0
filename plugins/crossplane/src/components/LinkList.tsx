import { Link } from '@backstage/ui';
import { OrderLink } from '@openportal/plugin-crossplane-common';
import styles from './LinkList.module.css';

/** Props of {@link LinkList}. */
export type LinkListProps = { links: OrderLink[] };

/** Links that lead out of the portal; nothing where there are none. */
export function LinkList({ links }: LinkListProps) {
  if (links.length === 0) {
    return null;
  }
  return (
    <div className={styles.links}>
      {links.map(link => (
        <Link
          key={`${link.title} ${link.url}`}
          href={link.url}
          target="_blank"
          rel="noopener noreferrer"
        >
          {link.title}
        </Link>
      ))}
    </div>
  );
}
