import { useApi } from '@backstage/core-plugin-api';
import { toError } from '@backstage/errors';
import { NamespaceList } from '@openportal/plugin-crossplane-common';
import { useEffect, useState } from 'react';
import { crossplaneApiRef } from '../../api/crossplaneApiRef';
import { OrderPlace } from '../orderPlace';

/** The namespaces that the user may order into. */
export type NamespacesState =
  | { status: 'pending' }
  | { status: 'failed'; reason: string }
  | { status: 'read'; list: NamespaceList };

/** Reads the namespaces of a place, again whenever the place changes. */
export function useNamespaces({
  cluster,
  xrd,
  operation,
}: OrderPlace): NamespacesState {
  const api = useApi(crossplaneApiRef);
  const [state, setState] = useState<NamespacesState>({ status: 'pending' });
  useEffect(() => {
    if (!cluster) {
      return undefined;
    }
    let isCurrent = true;
    const settle = (next: NamespacesState) => {
      if (isCurrent) {
        setState(next);
      }
    };
    setState({ status: 'pending' });
    api.listNamespaces({ cluster, xrd, action: operation }).then(
      list => settle({ status: 'read', list }),
      error => settle({ status: 'failed', reason: toError(error).message }),
    );
    return () => {
      isCurrent = false;
    };
  }, [api, cluster, xrd, operation]);
  return state;
}
