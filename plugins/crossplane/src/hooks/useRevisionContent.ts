import { useApi } from '@backstage/core-plugin-api';
import {
  OrderRef,
  OrderRevisionContent,
  stringifyOrderRef,
} from '@openportal/plugin-crossplane-common';
import { useEffect, useState } from 'react';
import { crossplaneApiRef } from '../api/crossplaneApiRef';

/** The file of an order at a revision. */
export function useRevisionContent(ref: OrderRef, revision: string) {
  const api = useApi(crossplaneApiRef);
  const key = `${stringifyOrderRef(ref)}@${revision}`;
  const { cluster, namespace, xrd, name } = ref;
  const [result, setResult] = useState<{
    key: string;
    content?: OrderRevisionContent;
    error?: Error;
  }>({ key });
  useEffect(() => {
    let isStopped = false;
    api
      .getOrderRevision({ cluster, namespace, xrd, name }, revision)
      .then(content => !isStopped && setResult({ key, content }))
      .catch(error => !isStopped && setResult({ key, error }));
    return () => {
      isStopped = true;
    };
  }, [api, key, cluster, namespace, xrd, name, revision]);
  return result.key === key ? result : { content: undefined, error: undefined };
}
