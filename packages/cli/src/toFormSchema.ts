import { Entity } from '@backstage/catalog-model';
import { JsonObject } from '@backstage/types';

/** The form of a template, in the shape in which the scaffolder hands it to the browser. */
export interface FormSchema {
  name: string;
  title: string;
  description?: string;
  steps: Array<{ title: string; schema: JsonObject }>;
}

/** Takes the form out of a template that the ingestor made. */
export function toFormSchema({ metadata, spec }: Entity): FormSchema {
  const pages = (spec?.parameters ?? []) as JsonObject[];
  return {
    name: metadata.name,
    title: metadata.title ?? metadata.name,
    ...(metadata.description ? { description: metadata.description } : {}),
    steps: pages.map(page => ({ title: String(page.title), schema: page })),
  };
}
