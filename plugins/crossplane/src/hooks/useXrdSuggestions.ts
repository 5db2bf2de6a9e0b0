import { useApi } from '@backstage/core-plugin-api';
import { useEffect, useState } from 'react';
import { crossplaneApiRef } from '../api/crossplaneApiRef';

/** Names of XRDs that the ingestor has problems with. None where they may not be read: then names are typed. */
export function useXrdSuggestions(): string[] {
  const api = useApi(crossplaneApiRef);
  const [names, setNames] = useState<string[]>([]);
  useEffect(() => {
    let isStopped = false;
    api.getIngestorStatus().then(
      ({ clusters }) => {
        const all = clusters.flatMap(({ problems }) =>
          problems.map(({ xrd }) => xrd),
        );
        if (!isStopped) {
          setNames([...new Set(all)].sort());
        }
      },
      () => undefined,
    );
    return () => {
      isStopped = true;
    };
  }, [api]);
  return names;
}
