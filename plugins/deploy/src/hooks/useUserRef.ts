import { identityApiRef, useApi } from '@backstage/core-plugin-api';
import { useEffect, useState } from 'react';

/** The entity reference of who is signed in; undefined until it is known. */
export function useUserRef(): string | undefined {
  const identityApi = useApi(identityApiRef);
  const [userRef, setUserRef] = useState<string>();
  useEffect(() => {
    let isStopped = false;
    identityApi.getBackstageIdentity().then(
      ({ userEntityRef }) => !isStopped && setUserRef(userEntityRef),
      // Without an identity only the choice "me" is missing.
      () => undefined,
    );
    return () => {
      isStopped = true;
    };
  }, [identityApi]);
  return userRef;
}
