import { Link, useSidebarOpenState } from '@backstage/core-components';
import styles from './SidebarLogo.module.css';

/** The name of the portal, shortened to its mark while the sidebar is closed. */
export function SidebarLogo() {
  const { isOpen } = useSidebarOpenState();
  return (
    <div className={styles.root}>
      <Link to="/" underline="none" aria-label="Home" className={styles.link}>
        <svg
          className={styles.mark}
          viewBox="0 0 32 32"
          role="presentation"
          focusable="false"
        >
          <path
            d="M6 28V14a10 10 0 0 1 20 0v14"
            fill="none"
            stroke="currentColor"
            strokeWidth="4"
            strokeLinecap="round"
          />
          <circle cx="16" cy="19" r="3.5" fill="currentColor" />
        </svg>
        {isOpen ? <span className={styles.name}>OpenPortal</span> : undefined}
      </Link>
    </div>
  );
}
