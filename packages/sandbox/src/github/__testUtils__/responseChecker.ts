import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { readFileSync } from 'node:fs';

interface Operation {
  operationId: string;
  responses: Record<
    string,
    { $ref?: string; content?: Record<string, { schema?: unknown }> }
  >;
}

interface Description {
  paths: Record<string, Record<string, Operation>>;
  components: {
    responses: Record<string, Operation['responses'][string]>;
    schemas: Record<string, unknown>;
  };
}

/** References point into one document that the validator knows by this name. */
function rebase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rebase);
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, unknown> = {};
  for (const [key, child] of Object.entries(value)) {
    // Several of GitHub's alternatives overlap, so that its own answers match more than one of them.
    copy[key === 'oneOf' ? 'anyOf' : key] =
      key === '$ref' && typeof child === 'string'
        ? child.replace('#/components/schemas/', 'github#/definitions/')
        : rebase(child);
  }
  // The empty address that the description itself gives as the default is none by its own format.
  if (copy.format === 'uri' && copy.default === '') delete copy.format;
  // The description says nullable also of references and unions, where a validator wants to be told by type.
  if (copy.nullable === true && !('type' in copy)) {
    const { nullable: _, ...rest } = copy;
    return { anyOf: [rest, { type: 'null' }] };
  }
  if (copy.nullable === true && Array.isArray(copy.enum)) {
    return { ...copy, enum: [...new Set([...copy.enum, null])] };
  }
  return copy;
}

/** Checks answers against GitHub's own description of its API; compiles an operation when it is first seen. */
export class ResponseChecker {
  private readonly description: Description;
  private readonly ajv: Ajv;
  private readonly compiled = new Map<string, ValidateFunction | undefined>();
  /** Operations with the statuses that were seen of them. */
  readonly seen = new Map<string, Set<number>>();

  constructor() {
    this.description = JSON.parse(
      readFileSync(
        require.resolve('@octokit/openapi/generated/ghes-3.19.json'),
        'utf8',
      ),
    );
    this.ajv = new Ajv({
      strict: false,
      allErrors: true,
      logger: false,
      validateSchema: false,
    });
    addFormats.default(this.ajv);
    this.ajv.addSchema({
      $id: 'github',
      definitions: rebase(this.description.components.schemas) as object,
    });
  }

  /** Whether GitHub describes such an operation at that place. */
  describes(method: string, path: string, operationId: string): boolean {
    return this.operations(method, path).some(
      it => it.operationId === operationId,
    );
  }

  /** What is wrong with an answer; empty when nothing is. */
  check(answer: {
    method: string;
    path: string;
    status: number;
    body: unknown;
  }): string[] {
    const { method, path, status, body } = answer;
    const [operation] = this.operations(method, path);
    if (!operation) return [`${method} ${path} is not described`];
    const statuses = this.seen.get(operation.operationId) ?? new Set();
    this.seen.set(operation.operationId, statuses.add(status));
    const described = operation.responses[String(status)];
    // A client that follows a redirect sees what lies behind it.
    if (!described && operation.responses['302'] && status === 200) return [];
    if (!described && status < 400) {
      return [`${operation.operationId} never answers ${status}`];
    }
    const validate = described
      ? this.compile(operation, status)
      : this.ajv.getSchema('github#/definitions/basic-error');
    if (!validate || validate(body)) return [];
    const problems = (validate.errors ?? []).map(
      it =>
        `${operation.operationId} ${status}: ${it.instancePath} ${
          it.message
        } ${JSON.stringify(it.params)}`,
    );
    return [...new Set(problems)];
  }

  /** The description names some placeholders differently over time, so only their places are compared. */
  private operations(method: string, path: string): Operation[] {
    const exact = this.description.paths[path]?.[method];
    if (exact) return [exact];
    const shape = (it: string) => it.replace(/\{\w+\}/g, '{}');
    return Object.entries(this.description.paths)
      .filter(([it]) => shape(it) === shape(path))
      .flatMap(([, operations]) => operations[method] ?? []);
  }

  private compile(operation: Operation, status: number) {
    const key = `${operation.operationId} ${status}`;
    if (!this.compiled.has(key)) {
      let response = operation.responses[String(status)];
      if (response.$ref) {
        const name = response.$ref.replace('#/components/responses/', '');
        response = this.description.components.responses[name];
      }
      const schema = response.content?.['application/json']?.schema;
      this.compiled.set(
        key,
        schema ? this.ajv.compile(rebase(schema) as object) : undefined,
      );
    }
    return this.compiled.get(key);
  }
}
