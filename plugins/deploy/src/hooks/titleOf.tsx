import { useApi } from '@backstage/core-plugin-api';
import { DeploymentView, Environment } from '@openportal/plugin-deploy-common';
import { createContext, ReactNode, useContext, useMemo } from 'react';
import { deployApiRef } from '../api/deployApiRef';
import { useRead } from './useRead';

/** Gives the title of an environment for its name; the name itself where nothing else is known. */
export type TitleOf = (name: string) => string;

const TitleContext = createContext<TitleOf>(name => name);

/** What people call environments, below {@link TitleProvider} or {@link ReadTitles}. */
export function useTitleOf(): TitleOf {
  return useContext(TitleContext);
}

/** Props of {@link TitleProvider}. */
export type TitleProviderProps = {
  environments: readonly Pick<Environment, 'name' | 'title'>[];
  children: ReactNode;
};

/** Props of {@link ViewTitles}. */
export type ViewTitlesProps = {
  view: Pick<DeploymentView, 'environments'>;
  children: ReactNode;
};

/** The same for a page that shows the deployments of an entity. */
export function ViewTitles({ view, children }: ViewTitlesProps) {
  const environments = useMemo(
    () => view.environments.map(({ environment }) => environment),
    [view],
  );
  return <TitleProvider environments={environments}>{children}</TitleProvider>;
}

/** Names environments by their titles, in all of a page. */
export function TitleProvider(props: TitleProviderProps) {
  const { environments, children } = props;
  const titleOf = useMemo(() => {
    const titles = new Map(
      environments.map(({ name, title }) => [name, title]),
    );
    return (name: string) => titles.get(name) ?? name;
  }, [environments]);
  return (
    <TitleContext.Provider value={titleOf}>{children}</TitleContext.Provider>
  );
}

const NONE: TitleProviderProps['environments'] = [];

/** The same where the page knows names only. They stand until the titles are read, and where they cannot be. */
export function ReadTitles({ children }: { children: ReactNode }) {
  const api = useApi(deployApiRef);
  const { value } = useRead('environments', signal =>
    api.getEnvironments({ signal }),
  );
  return (
    <TitleProvider environments={value?.items ?? NONE}>
      {children}
    </TitleProvider>
  );
}
