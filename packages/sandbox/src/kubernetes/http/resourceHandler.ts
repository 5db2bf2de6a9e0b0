import { Request, Response } from 'express';
import { FieldValidation } from '../admission';
import { isAllowed, User } from '../authorization';
import { DeleteOptions } from '../ObjectRemoval';
import { ObjectService } from '../ObjectService';
import { parseFieldSelector, parseLabelSelector } from '../selectors';
import {
  badRequest,
  forbidden,
  methodNotAllowed,
  pathNotFound,
  StatusError,
  unsupportedMediaType,
} from '../status';
import { isJsonObject, JsonObject, ResourceType, stringAt } from '../types';
import { answerAccessReview } from './accessReview';
import { ContinueTokens, parseCount, toListBody } from './listing';
import { mediaTypeOf, readBody } from './requestBody';
import { parseRequestInfo, RequestInfo } from './requestInfo';
import { readScale, writeScale } from './scale';
import { toTable, wantsTable } from './table';
import { PatchType, WriteOptions } from '../writes';
import { Watches } from './watching';

const PATCH_TYPES: PatchType[] = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
];

function isTrue(value: unknown): boolean {
  return value === 'true' || value === '1';
}

function queryText(request: Request, name: string): string | undefined {
  const value = request.query[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Handles every request for resources. */
export class ResourceHandler {
  readonly #service: ObjectService;
  readonly #watches: Watches;
  readonly #tokens: ContinueTokens;

  constructor(options: {
    service: ObjectService;
    watches: Watches;
    tokens: ContinueTokens;
  }) {
    this.#service = options.service;
    this.#watches = options.watches;
    this.#tokens = options.tokens;
  }

  handle(request: Request, response: Response, user: User): void {
    const info = parseRequestInfo(
      request.method,
      request.path,
      isTrue(request.query.watch),
    );
    if (!info) {
      throw pathNotFound();
    }
    this.#authorize(user, info);
    const type = this.#service.types.byPlural(
      info.group,
      info.version,
      info.plural,
    );
    if (!type || (type.namespaced ? false : info.namespace !== undefined)) {
      throw pathNotFound();
    }
    if (!type.verbs.includes(info.verb) && !info.subresource) {
      throw methodNotAllowed();
    }
    if (
      type.namespaced &&
      !info.namespace &&
      !['list', 'watch'].includes(info.verb)
    ) {
      throw info.name === undefined && info.verb === 'create'
        ? badRequest('an empty namespace may not be set during creation')
        : methodNotAllowed();
    }
    if (info.name === undefined) {
      this.#handleCollection(request, response, type, info, user);
    } else {
      this.#handleOne(request, response, type, { ...info, name: info.name });
    }
  }

  #authorize(user: User, info: RequestInfo) {
    const attributes = { ...info, resource: info.plural };
    if (!isAllowed(this.#service.storage, user, attributes)) {
      const scope = info.namespace
        ? `in the namespace "${info.namespace}"`
        : 'at the cluster scope';
      throw forbidden(
        { group: info.group, plural: info.plural },
        info.name ?? '',
        `User "${user.name}" cannot ${info.verb} resource "${info.plural}" in API group "${info.group}" ${scope}`,
      );
    }
  }

  #writeOptions(request: Request, warnings: string[]): WriteOptions {
    const dryRun = queryText(request, 'dryRun');
    if (dryRun !== undefined && dryRun !== 'All') {
      throw badRequest(`Unsupported value: "${dryRun}": dryRun must be "All"`);
    }
    const validation = queryText(request, 'fieldValidation') ?? 'Warn';
    if (!['Strict', 'Warn', 'Ignore'].includes(validation)) {
      throw badRequest(
        `Unsupported value: "${validation}": fieldValidation must be "Strict", "Warn" or "Ignore"`,
      );
    }
    const agent = String(request.headers['user-agent'] ?? 'unknown');
    return {
      fieldManager: queryText(request, 'fieldManager') ?? agent.split('/')[0],
      fieldValidation: validation as FieldValidation,
      dryRun: dryRun === 'All',
      warnings,
    };
  }

  #handleCollection(
    request: Request,
    response: Response,
    type: ResourceType,
    info: RequestInfo,
    user: User,
  ) {
    const { namespace } = info;
    const filters = [
      parseLabelSelector(queryText(request, 'labelSelector')),
      parseFieldSelector(queryText(request, 'fieldSelector'), type.kind),
    ];
    switch (info.verb) {
      case 'watch':
        this.#watches.serve(response, {
          type,
          namespace,
          filters,
          resourceVersion: parseCount(
            'resourceVersion',
            request.query.resourceVersion,
          ),
          bookmarks: isTrue(request.query.allowWatchBookmarks),
          sendInitialEvents: isTrue(request.query.sendInitialEvents),
          timeoutSeconds: parseCount(
            'timeoutSeconds',
            request.query.timeoutSeconds,
          ),
        });
        return;
      case 'list': {
        const token = queryText(request, 'continue');
        const snapshot = token
          ? this.#tokens.redeem(token)
          : {
              resourceVersion: this.#service.storage.resourceVersion,
              remaining: this.#service.list(type, { namespace, filters }),
            };
        if (wantsTable(request)) {
          response.json(toTable(type, snapshot));
          return;
        }
        const limit = parseCount('limit', request.query.limit);
        response.json(
          toListBody({ type, tokens: this.#tokens, limit, snapshot }),
        );
        return;
      }
      case 'create': {
        const body = readBody(request);
        if (type.group === 'authorization.k8s.io') {
          response
            .status(201)
            .json(
              answerAccessReview(this.#service.storage, type.kind, body, user),
            );
          return;
        }
        const warnings: string[] = [];
        const options = this.#writeOptions(request, warnings);
        const created = this.#service.create(type, namespace, body, options);
        this.#send(response, 201, created, warnings);
        return;
      }
      case 'deletecollection': {
        const options = this.#deleteOptions(request);
        const items = this.#service.list(type, { namespace, filters });
        for (const { metadata } of items) {
          const target = {
            namespace: metadata.namespace,
            name: metadata.name ?? '',
          };
          if (this.#service.storage.get(type, target.namespace, target.name)) {
            this.#service.delete(type, target, options);
          }
        }
        response.json(this.#success({}));
        return;
      }
      default:
        throw methodNotAllowed();
    }
  }

  #handleOne(
    request: Request,
    response: Response,
    type: ResourceType,
    info: RequestInfo & { name: string },
  ) {
    const target = { namespace: info.namespace, name: info.name };
    const subresource = this.#checkSubresource(type, info);
    const warnings: string[] = [];
    if (subresource === 'scale') {
      const scaled =
        info.verb === 'get'
          ? readScale(this.#service, type, target)
          : writeScale(this.#service, type, target, {
              body: readBody(request),
              isPatch: info.verb === 'patch',
              options: this.#writeOptions(request, warnings),
            });
      this.#send(response, 200, scaled, warnings);
      return;
    }
    switch (info.verb) {
      case 'get': {
        const found = this.#service.get(type, target);
        response.json(
          wantsTable(request)
            ? toTable(type, {
                resourceVersion: Number(found.metadata.resourceVersion),
                remaining: [found],
              })
            : found,
        );
        return;
      }
      case 'update':
      case 'patch': {
        const options = {
          ...this.#writeOptions(request, warnings),
          subresource,
          force: isTrue(request.query.force),
        };
        const existed =
          this.#service.storage.get(type, target.namespace, target.name) !==
          undefined;
        const body = readBody(request);
        const written =
          info.verb === 'update'
            ? this.#service.update(type, target, body, options)
            : this.#service.patch(
                type,
                target,
                this.#patchType(request),
                body,
                options,
              );
        this.#send(response, existed ? 200 : 201, written, warnings);
        return;
      }
      case 'delete': {
        const live = this.#service.get(type, target);
        const held = this.#service.delete(
          type,
          target,
          this.#deleteOptions(request),
        );
        response.json(
          held ??
            this.#success({
              name: info.name,
              ...(type.group ? { group: type.group } : {}),
              kind: type.plural,
              uid: live.metadata.uid,
            }),
        );
        return;
      }
      default:
        throw methodNotAllowed();
    }
  }

  #checkSubresource(
    type: ResourceType,
    info: RequestInfo,
  ): 'status' | 'scale' | undefined {
    const { subresource } = info;
    if (subresource === undefined) {
      return undefined;
    }
    const served =
      (subresource === 'status' && type.statusSubresource) ||
      (subresource === 'scale' && type.scaleSubresource);
    if (!served || !['get', 'update', 'patch'].includes(info.verb)) {
      throw served ? methodNotAllowed() : pathNotFound();
    }
    return subresource as 'status' | 'scale';
  }

  #patchType(request: Request): PatchType {
    const mediaType = mediaTypeOf(request);
    const patchType = PATCH_TYPES.find(known => known === mediaType);
    if (!patchType) {
      throw unsupportedMediaType(PATCH_TYPES);
    }
    if (
      patchType === 'application/apply-patch+yaml' &&
      queryText(request, 'fieldManager') === undefined
    ) {
      throw new StatusError({
        code: 400,
        reason: 'BadRequest',
        message:
          'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
      });
    }
    return patchType;
  }

  #deleteOptions(request: Request): DeleteOptions {
    const body = readBody(request);
    const given: JsonObject = isJsonObject(body) ? body : {};
    const policy =
      stringAt(given, 'propagationPolicy') ??
      queryText(request, 'propagationPolicy');
    if (
      policy !== undefined &&
      !['Foreground', 'Background', 'Orphan'].includes(policy)
    ) {
      throw badRequest(
        `Unsupported value: "${policy}": propagationPolicy must be "Foreground", "Background" or "Orphan"`,
      );
    }
    const dryRun = Array.isArray(given.dryRun)
      ? given.dryRun.includes('All')
      : queryText(request, 'dryRun') === 'All';
    return {
      propagationPolicy: policy as DeleteOptions['propagationPolicy'],
      preconditions: {
        uid: stringAt(given, 'preconditions', 'uid'),
        resourceVersion: stringAt(given, 'preconditions', 'resourceVersion'),
      },
      dryRun,
    };
  }

  #send(response: Response, status: number, body: object, warnings: string[]) {
    for (const warning of warnings) {
      response.append('Warning', `299 - "${warning.replace(/"/g, '\\"')}"`);
    }
    response.status(status).json(body);
  }

  #success(details: JsonObject): JsonObject {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      details,
    };
  }
}
