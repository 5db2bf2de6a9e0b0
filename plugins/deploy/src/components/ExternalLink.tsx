import { Link, LinkProps } from '@backstage/ui';

/** Props of {@link ExternalLink}. */
export type ExternalLinkProps = Pick<
  LinkProps,
  'children' | 'variant' | 'className'
> & { href: string | undefined };

/** A link to a page of another system, in a new window. What is no web address stays text. */
export function ExternalLink(props: ExternalLinkProps) {
  const { href, children, ...rest } = props;
  if (!href || !/^https?:\/\//i.test(href)) {
    return <>{children}</>;
  }
  return (
    <Link {...rest} href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </Link>
  );
}
