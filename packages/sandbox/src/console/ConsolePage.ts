import type { Request, Router } from 'express';
import type { SandboxEndpoints } from '../config';
import type { FaultSwitches } from '../core';
import type { RegistrySandbox } from '../registry';
import type { GitHubClient } from './GitHubClient';
import type { HtmlValue } from './html';
import type { KubernetesClient } from './KubernetesClient';
import type { Section } from './layout';

/** What the pages read and change. */
export interface ConsoleContext {
  endpoints: SandboxEndpoints;
  registry: RegistrySandbox;
  faults: FaultSwitches;
  /** GitHub as the portal's own identity, which sees everything. */
  gitHub: GitHubClient;
  /** GitHub as one of the people; undefined when there is no such person. */
  gitHubAs(login: string): GitHubClient | undefined;
  cluster(name: string): KubernetesClient | undefined;
}

/** What a page shows. */
export interface PageContent {
  title: string;
  body: HtmlValue;
}

/** Registers the pages of one section. */
export interface ConsoleSection extends Section {
  register(pages: PageRegistrar, context: ConsoleContext): void;
}

/** Adds pages and form targets; takes care of layout, messages and errors. */
export interface PageRegistrar {
  router: Router;
  show(
    path: string,
    page: (request: Request) => Promise<PageContent | undefined>,
  ): void;
  /** Runs a form and returns to the page that it answers with, with a message. */
  act(
    path: string,
    run: (request: Request) => Promise<{ returnTo: string; done: string }>,
  ): void;
}
