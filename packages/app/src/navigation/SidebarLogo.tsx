import { Link, useSidebarOpenState } from '@backstage/core-components';
import { makeStyles } from '@material-ui/core';

// The sidebar belongs to the theme of Material UI, so its logo does, too.
const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    alignItems: 'center',
    height: 72,
    paddingLeft: theme.spacing(2.5),
  },
  link: {
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1.75),
  },
  mark: {
    width: 32,
    height: 32,
    color: '#9fe8d0',
  },
  name: {
    fontSize: 20,
    fontWeight: 600,
    color: theme.palette.common.white,
  },
}));

/** The name of the portal, shortened to its mark while the sidebar is closed. */
export function SidebarLogo() {
  const classes = useStyles();
  const { isOpen } = useSidebarOpenState();
  return (
    <div className={classes.root}>
      <Link to="/" underline="none" aria-label="Home" className={classes.link}>
        <svg
          className={classes.mark}
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
        {isOpen ? <span className={classes.name}>OpenPortal</span> : undefined}
      </Link>
    </div>
  );
}
