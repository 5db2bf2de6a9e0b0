import { Entity } from '@backstage/catalog-model';
import { JsonObject } from '@backstage/types';
import { toFormSchema } from '../toFormSchema';

/** A form as a picture shows it. */
export interface RenderedForm {
  name: string;
  title: string;
  description?: string;
  pages: Array<{ title: string; schema: JsonObject; values: JsonObject }>;
}

/** The pages of a template; one that depends on the version of the API is there once for each version. */
export function toRenderedForm(template: Entity): RenderedForm {
  const { steps, ...form } = toFormSchema(template);
  return {
    ...form,
    pages: steps.flatMap(({ title, schema }) => {
      const versions = versionsOf(schema);
      return versions.length
        ? versions.map(version => ({
            title: `${title} (${version})`,
            schema,
            values: { version },
          }))
        : [{ title, schema, values: {} }];
    }),
  };
}

function versionsOf(schema: JsonObject): string[] {
  const { dependencies } = schema as {
    dependencies?: {
      version?: {
        oneOf: Array<{ properties: { version: { enum: string[] } } }>;
      };
    };
  };
  return (dependencies?.version?.oneOf ?? []).flatMap(
    ({ properties }) => properties.version.enum,
  );
}
