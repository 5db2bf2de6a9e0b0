import { useRouteRef } from '@backstage/core-plugin-api';
import { Link } from '@backstage/ui';
import { troubleshootRouteRef } from '../../routes';

/** The name of an XRD, which leads to the checks of its template. */
export function XrdLink({ xrd, cluster }: { xrd: string; cluster: string }) {
  const troubleshootPath = useRouteRef(troubleshootRouteRef)();
  const query = new URLSearchParams({ xrd, cluster });
  return <Link href={`${troubleshootPath}?${query}`}>{xrd}</Link>;
}
