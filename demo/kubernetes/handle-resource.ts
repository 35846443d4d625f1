import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Resource } from '#demo/kubernetes/catalogue.ts'
import { buildMatcher, listPage } from '#demo/kubernetes/list.ts'
import { chooseForm, type Negotiated } from '#demo/kubernetes/negotiate.ts'
import { type ListOptions, parseListOptions, parseVersion } from '#demo/kubernetes/options.ts'
import { replyJson, startStream } from '#demo/kubernetes/reply.ts'
import type { RequestTarget } from '#demo/kubernetes/request.ts'
import { createShape, type Shape, type ShapeOptions } from '#demo/kubernetes/shapes.ts'
import {
  badRequest,
  buildStatus,
  methodNotAllowed,
  notFound,
  StatusError,
  tooLargeVersion,
} from '#demo/kubernetes/status.ts'
import type { Store } from '#demo/kubernetes/store.ts'
import { buildKey } from '#demo/kubernetes/stored-object.ts'
import { streamWatch } from '#demo/kubernetes/watch.ts'

export interface ResourceContext {
  readonly store: Store
  readonly now: () => number
  readonly bookmarkMs: number
  /** Running watches, by the function that cuts each. */
  readonly watches: Set<() => void>
}

/** Answers get, list and watch of a served resource. Throws StatusError. */
export async function handleResource(
  request: IncomingMessage,
  response: ServerResponse,
  target: RequestTarget & { readonly resource: Resource },
  context: ResourceContext,
): Promise<void> {
  const { resource, verb } = target
  if (!resource.verbs.includes('get')) throw new StatusError(methodNotAllowed())
  if (verb === 'get') return answerGet(request, response, target, context)
  const options = parseListOptions(target.query, verb === 'watch')
  const wanted = chooseForm(request.headers.accept, verb === 'watch' ? 'watch' : 'list', resource)
  const shape = createShape(resource, wanted.form, readShapeOptions(target, context, wanted))
  if (verb === 'watch') return answerWatch(response, target, options, shape, context)
  const { objects, metadata } = listPage(context.store, resource, options, target.asked?.namespace)
  return replyJson(request, response, 200, shape.list(objects, metadata))
}

function readShapeOptions(
  target: RequestTarget,
  context: ResourceContext,
  { form, metaVersion }: Negotiated,
): ShapeOptions {
  const asked = target.query.get('includeObject') ?? ''
  const known = asked === 'None' || asked === 'Object' ? asked : 'Metadata'
  if (form === 'table' && asked !== '' && asked !== known) {
    throw new StatusError(
      badRequest(
        `Unable to convert to Table as requested: includeObject: Invalid value: ${JSON.stringify(asked)}: must be 'Metadata', 'Object', 'None', or empty`,
      ),
    )
  }
  return { now: context.now(), includeObject: known, metaVersion }
}

function answerGet(
  request: IncomingMessage,
  response: ServerResponse,
  target: RequestTarget & { readonly resource: Resource },
  context: ResourceContext,
): Promise<void> {
  const { resource, asked } = target
  const wanted = chooseForm(request.headers.accept, 'get', resource)
  const shape = createShape(resource, wanted.form, readShapeOptions(target, context, wanted))
  const version = target.query.get('resourceVersion') ?? ''
  const current = context.store.resourceVersion()
  if (version !== '' && parseVersion(version) > current) {
    throw new StatusError(tooLargeVersion(parseVersion(version), current))
  }
  const name = asked?.name ?? ''
  const object = context.store.collection(resource).find(buildKey(resource, asked?.namespace, name))
  if (!object) throw new StatusError(notFound(resource, name))
  return replyJson(request, response, 200, shape.one(object))
}

function answerWatch(
  response: ServerResponse,
  target: RequestTarget & { readonly resource: Resource },
  options: ListOptions,
  shape: Shape,
  context: ResourceContext,
): Promise<void> {
  const { store } = context
  const { asked, resource } = target
  const matches = buildMatcher(resource, options, {
    ...(asked?.namespace === undefined ? {} : { namespace: asked.namespace }),
    ...(asked?.name === undefined ? {} : { name: asked.name }),
  })
  const version = readWatchVersion(options.resourceVersion)
  const initialEvents = options.sendInitialEvents === true
  // A watch may begin in the future and hears nothing until then; a list, and so a watch-list, may not.
  if (initialEvents && version > store.resourceVersion()) {
    const status = tooLargeVersion(version, store.resourceVersion())
    startStream(response)
    response.end(`{"type":"ERROR","object":${JSON.stringify(status)}}\n`)
    return Promise.resolve()
  }
  // Without a version, or with "0", a watch begins with the state; a watch-list does with any version.
  const since = version === 0 || initialEvents ? undefined : version
  // `sendInitialEvents=false` begins with nothing: changes from now on.
  const silent = options.sendInitialEvents === false && version === 0
  startStream(response)
  streamWatch(
    response,
    {
      store,
      resource,
      matches,
      shape,
      since: silent ? store.resourceVersion() : since,
      bookmarks: options.allowWatchBookmarks,
      initialEvents,
      timeoutMs: chooseTimeout(options.timeoutSeconds),
      bookmarkMs: context.bookmarkMs,
    },
    context.watches,
  )
  return Promise.resolve()
}

/** A watch finds out late that its version is none, and fails as a whole. */
function readWatchVersion(text: string): number {
  if (text === '') return 0
  if (/^\d{1,19}$/.test(text)) return Number(text)
  const quoted = JSON.stringify(text)
  const message = `resourceVersion: Invalid value: ${quoted}: strconv.ParseUint: parsing ${quoted}: invalid syntax`
  throw new StatusError(buildStatus(500, undefined, message))
}

/** Without a wish a watch lives 30 to 60 minutes (apiserver --min-request-timeout=1800). */
function chooseTimeout(seconds: number | undefined): number {
  if (seconds !== undefined && seconds > 0) return seconds * 1_000
  return 1_800_000 * (1 + Math.random())
}
