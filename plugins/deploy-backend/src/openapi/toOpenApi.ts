import { z } from 'zod';
import { ApiRoute } from './apiRoutes';
import { errorSchema } from './responseSchemas';

type Json = Record<string, unknown>;

const REFUSALS: Record<number, string> = {
  400: 'The request is not valid',
  401: 'Nobody is signed in',
  403: 'The caller may not do this',
  404: 'It is not there, or the caller may not see it',
  409: 'It cannot be done now: `error.code` and `error.gates` say why',
  503: 'A source or the database cannot be asked now',
};

/** What the door of the webhooks answers besides. */
const DELIVERY_REFUSALS: Record<number, string> = {
  401: 'The signature is missing or wrong',
  408: 'The body came too slowly',
  413: 'The body is too large',
  415: 'The body is not JSON, or is compressed',
  429: 'Too many deliveries come from this address',
};

/** The API as an OpenAPI 3.1 document, made out of the schemas by which requests are checked and answers are typed. */
export function toOpenApi(
  routes: readonly ApiRoute[],
  options: { version: string; url: string },
): Json {
  const paths: Record<string, Json> = {};
  const schemas: Json = { Error: toSchema(errorSchema, 'output') };
  for (const route of routes) {
    for (const { name, schema } of Object.values(route.answers)) {
      schemas[name] ??= toSchema(schema, 'output');
    }
    paths[route.path] = {
      ...paths[route.path],
      [route.method]: toOperation(route),
    };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'OpenPortal deploy API',
      version: options.version,
      description:
        'Promotes versions of applications from environment to environment, rolls them back, and tells what runs where.',
    },
    servers: [{ url: options.url }],
    security: [{ token: [] }],
    paths,
    components: {
      schemas,
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: 'A token of the portal, of a person or a program',
        },
      },
    },
  };
}

function toOperation(route: ApiRoute): Json {
  return {
    operationId: route.id,
    summary: route.summary,
    ...(route.signed && { security: [] }),
    parameters: [...pathParameters(route.path), ...queryParameters(route)],
    ...(route.body && {
      requestBody: {
        required: !route.bodyIsOptional,
        content: {
          'application/json': { schema: toSchema(route.body, 'input') },
        },
      },
    }),
    responses: {
      ...Object.fromEntries(
        Object.entries(route.answers).map(([status, answer]) => [
          status,
          {
            description: answer.lines
              ? 'One such object a line'
              : route.summary,
            content: {
              [answer.lines ? 'application/x-ndjson' : 'application/json']: {
                schema: { $ref: `#/components/schemas/${answer.name}` },
              },
            },
          },
        ]),
      ),
      ...Object.fromEntries(
        Object.entries({
          ...REFUSALS,
          ...(route.signed && DELIVERY_REFUSALS),
        }).map(([status, description]) => [
          status,
          {
            description,
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/Error' },
              },
            },
          },
        ]),
      ),
    },
  };
}

function pathParameters(path: string): Json[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameters({ query }: ApiRoute): Json[] {
  if (!query) {
    return [];
  }
  // What a text becomes is what it has to look like; what has a default may be left out.
  const { properties = {} } = toSchema(query, 'output') as {
    properties?: Record<string, Json>;
  };
  const { required = [] } = toSchema(query, 'input') as { required?: string[] };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}

function toSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    io,
    target: 'draft-2020-12',
    // Rules beyond the shape are in the texts of the refusals.
    unrepresentable: 'any',
  });
  return json;
}
