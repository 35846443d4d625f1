import type { IncomingMessage, ServerResponse } from 'node:http'
import { formatGroupVersion } from '#demo/kubernetes/catalogue.ts'
import type { Fields } from '#demo/kubernetes/fields/json.ts'
import { chooseForm } from '#demo/kubernetes/negotiate.ts'
import { replyJson } from '#demo/kubernetes/reply.ts'
import { createShape } from '#demo/kubernetes/shapes.ts'
import {
  badRequest,
  buildStatus,
  methodNotAllowed,
  notImplemented,
  StatusError,
  unsupportedMediaType,
} from '#demo/kubernetes/status.ts'
import { checkSameName } from '#demo/kubernetes/writes/check-write.ts'
import {
  checkBodyType,
  decodeBody,
  describeFault,
  formatStrict,
  readMediaType,
} from '#demo/kubernetes/writes/decode-body.ts'
import { deleteCollection, deleteObject } from '#demo/kubernetes/writes/delete-object.ts'
import { parseWriteOptions, type WriteOptions } from '#demo/kubernetes/writes/options.ts'
import { patchObject } from '#demo/kubernetes/writes/patch-object.ts'
import { writeScale } from '#demo/kubernetes/writes/scale.ts'
import { createObject, requireTarget, updateObject } from '#demo/kubernetes/writes/store-object.ts'
import type { WriteAnswer, WriteContext, WriteRequest } from '#demo/kubernetes/writes/write-context.ts'

const customPatchTypes = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/apply-patch+yaml',
]

const builtInPatchTypes = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
  'application/apply-patch+cbor',
]

/** Answers create, update, patch and delete of a served resource and of its `status` and `scale`. Throws StatusError. */
export async function handleWrite(
  request: IncomingMessage,
  response: ServerResponse,
  facts: Omit<WriteRequest, 'body' | 'agent' | 'contentType' | 'warnings'> & {
    readBody: () => Promise<string>
  },
  context: WriteContext,
): Promise<void> {
  const { target, resource } = facts
  const contentType = request.headers['content-type']
  checkMethod(facts)
  checkPatchType(facts, contentType)
  const wanted = chooseForm(request.headers.accept, 'get', resource)
  if (target.verb === 'create' || target.verb === 'update') checkBodyType(contentType)
  const write: WriteRequest = {
    ...facts,
    agent: request.headers['user-agent'] ?? '',
    contentType,
    body: await facts.readBody(),
    warnings: [],
  }
  const shape = createShape(resource, wanted.form, {
    now: context.now(),
    includeObject: 'Metadata',
    metaVersion: wanted.metaVersion,
  })
  try {
    if (target.verb === 'deletecollection') {
      const { objects } = deleteCollection(write, context)
      const metadata = { resourceVersion: String(context.store.resourceVersion()) }
      return await replyJson(request, response, 200, shape.list(objects, metadata))
    }
    const { code, object, body } = answerWrite(write, context)
    setWarnings(response, write.warnings)
    return await replyJson(request, response, code, object ? shape.one(object) : JSON.stringify(body))
  } catch (error) {
    setWarnings(response, write.warnings)
    throw error
  }
}

/** 405 where the path has no such verb. */
function checkMethod({ target, resource }: Pick<WriteRequest, 'target' | 'resource'>): void {
  const { asked, verb } = target
  if (asked?.subresource !== undefined) return
  const named = asked?.name !== undefined
  // Handlers of CRDs look for the name before they look for the method (apiextensions customresource_handler.go).
  if (resource.custom && !named && (verb === 'update' || verb === 'patch')) {
    throw new StatusError(badRequest('name must be provided'))
  }
  const misplaced =
    verb === 'create'
      ? named || (resource.namespaced && asked?.namespace === undefined)
      : (verb === 'update' || verb === 'patch') && !named
  if (misplaced || !resource.verbs.includes(verb)) throw new StatusError(methodNotAllowed())
}

function checkPatchType(
  { target, resource }: Pick<WriteRequest, 'target' | 'resource'>,
  contentType: string | undefined,
): void {
  if (target.verb !== 'patch') return
  const types = resource.custom ? customPatchTypes : builtInPatchTypes
  if (types.includes(readMediaType(contentType))) return
  // go-restful refuses before the handler for built-in kinds.
  throw new StatusError(resource.custom ? unsupportedMediaType(types) : unsupportedPatch())
}

const unsupportedPatch = () => buildStatus(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {})

function answerWrite(request: WriteRequest, context: WriteContext): WriteAnswer {
  const { target } = request
  const { verb } = target
  if (verb === 'delete') return deleteObject(request, context)
  const kind = verb === 'create' ? 'CreateOptions' : verb === 'update' ? 'UpdateOptions' : 'PatchOptions'
  const options = parseWriteOptions(target.query, {
    kind,
    agent: request.agent,
    contentType: readMediaType(request.contentType),
  })
  if (target.asked?.subresource === 'scale') return { code: 200, body: writeScale(request, options, context) }
  if (verb === 'patch') {
    const { object, isNew } = patchObject(request, options, context)
    return { code: isNew ? 201 : 200, object }
  }
  const given = decode(request, options)
  if (verb === 'create') return { code: 201, object: createObject(given, request, options, context) }
  if (verb === 'update') {
    checkSameName(given, target.asked?.name ?? '')
    return {
      code: 200,
      object: updateObject(requireTarget(request, context), given, request, options, context),
    }
  }
  throw new StatusError(notImplemented(verb, target.path))
}

/** The object of the body; strict faults are refused, told or ignored as the client asks. */
function decode(request: WriteRequest, options: WriteOptions): Fields {
  const { resource } = request
  const { object, strict } = decodeBody(request.body, checkBodyType(request.contentType), resource)
  if (strict.length > 0 && options.validation === 'Strict') {
    throw new StatusError(badRequest(describeFault(resource, formatStrict(strict))))
  }
  if (options.validation === 'Warn') request.warnings.push(...strict)
  return { ...object, apiVersion: formatGroupVersion(resource), kind: resource.kind }
}

/** One header for each, as RFC 7234 has them (apimachinery `pkg/util/net` NewWarningHeader). */
function setWarnings(response: ServerResponse, warnings: readonly string[]): void {
  const lines = [...new Set(warnings)].map((text) => `299 - ${JSON.stringify(text)}`)
  if (lines.length > 0 && !response.headersSent) response.setHeader('warning', lines)
}
