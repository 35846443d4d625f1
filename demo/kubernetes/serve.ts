import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { formatGroupVersion } from '#demo/kubernetes/catalogue.ts'
import { createCertificate } from '#demo/kubernetes/certificate.ts'
import { checkSubresource, isMisplaced } from '#demo/kubernetes/check-path.ts'
import { runControllers } from '#demo/kubernetes/controllers/run-controllers.ts'
import { answerSickly, type KubernetesFault } from '#demo/kubernetes/faults.ts'
import { followStore } from '#demo/kubernetes/follow-store.ts'
import {
  asksForPorts,
  handlePortForward,
  refuseUpgrade,
} from '#demo/kubernetes/forward/handle-port-forward.ts'
import { asksForProxy, handleProxy } from '#demo/kubernetes/forward/handle-proxy.ts'
import type { FindListener, ForwardFacts } from '#demo/kubernetes/forward/pod-ports.ts'
import { handlePlain } from '#demo/kubernetes/handle-plain.ts'
import { handleResource, type ResourceContext } from '#demo/kubernetes/handle-resource.ts'
import { impersonate } from '#demo/kubernetes/impersonate.ts'
import { listen } from '#demo/kubernetes/listen.ts'
import { asksForLog, createLogContext, handleLog, type LogContext } from '#demo/kubernetes/logs/handle-log.ts'
import { buildObjects } from '#demo/kubernetes/objects/build-objects.ts'
import type { Mint } from '#demo/kubernetes/objects/mint.ts'
import { createOpenApi, type OpenApi, openApiPath } from '#demo/kubernetes/openapi.ts'
import type { PodFacts } from '#demo/kubernetes/pod-facts.ts'
import { type Authorizer, createAuthorizer } from '#demo/kubernetes/rbac.ts'
import { readBody } from '#demo/kubernetes/read-body.ts'
import { createRecorder, type Recorder } from '#demo/kubernetes/recorder.ts'
import { refuseWrite } from '#demo/kubernetes/refuse-write.ts'
import { replyJson, replyStatus } from '#demo/kubernetes/reply.ts'
import { parseTarget, type RequestTarget, toAttributes } from '#demo/kubernetes/request.ts'
import { answerReview } from '#demo/kubernetes/reviews.ts'
import {
  badRequest,
  buildStatus,
  forbidden,
  forbiddenPath,
  methodNotAllowed,
  notFound,
  notImplemented,
  StatusError,
  unauthorized,
} from '#demo/kubernetes/status.ts'
import { createStore, type Store } from '#demo/kubernetes/store.ts'
import { buildKey, formatTime } from '#demo/kubernetes/stored-object.ts'
import { isRestful, replyMissing } from '#demo/kubernetes/unknown-path.ts'
import { createUsers, findUser, type User, type UserName } from '#demo/kubernetes/users.ts'
import { handleWrite } from '#demo/kubernetes/writes/handle-write.ts'
import { buildScale } from '#demo/kubernetes/writes/scale.ts'
import type { MeshTraffic } from '#demo/world/reaction/traffic-history.ts'
import { createRequestSource } from '#demo/world/requests/request-source.ts'
import type { World } from '#demo/world/types.ts'

export interface KubernetesHandle {
  readonly url: string
  /** The same port over TLS, and the certificate to trust for it. */
  readonly secure: { readonly url: string; readonly certificate: string }
  readonly users: readonly User[]
  /** The pods that there are at the start, for who scrapes them. */
  readonly pods: readonly PodFacts[]
  /** Who calls whom, as what is written into the cluster makes it. */
  readonly traffic: MeshTraffic
  /** Changes to the cluster, as if somebody applied or deleted an object. */
  readonly store: Pick<Store, 'put' | 'remove' | 'compact' | 'resourceVersion' | 'collection'>
  readonly requests: Recorder['counts']
  readonly asked: Recorder['asked']
  /** How many watches run. */
  watchCount(): number
  /** From now on sick in this way, or well again. Running watches go on. */
  setFault(fault: KubernetesFault | undefined): void
  /** From now on port-forwards and proxies reach what this names; nothing listens in any pod before. */
  setListeners(findListener: FindListener): void
  /** Breaks every running watch in the middle, as a restart of the API server does. */
  cutWatches(): void
  stop(): Promise<void>
}

export interface KubernetesOptions {
  readonly world: World
  readonly port?: number
  readonly tokens?: Partial<Record<UserName, string>>
  /** The clock, for creation times and ages. */
  readonly now?: () => number
  /** How long before a write traffic counts as changed by it; 0 when absent. */
  readonly changedAgoMs?: number
  readonly bookmarkMs?: number
  readonly historyLimit?: number
  /** How it is sick from the start. */
  readonly fault?: KubernetesFault
  /** Whether controllers bring about what is written: pods come and go. Default true. */
  readonly controllers?: boolean
  /** What bookinfo's ratings-v1 writes instead of its usual lines: numbered ones, to count them. */
  readonly logLinesPerSecond?: number
}

/** Starts an API server over the world on a loopback port. */
export async function startKubernetes(options: KubernetesOptions): Promise<KubernetesHandle> {
  const { world, now = Date.now, changedAgoMs = 0, controllers = true } = options
  const { manifests, pods, mint } = buildObjects(world)
  const store = createStore({ historyLimit: options.historyLimit ?? 20_000, now, mintUid: mint.uid })
  for (const manifest of manifests) store.put(manifest)
  // A server that has just started remembers no version before its own start.
  store.compact()
  const { traffic, stop: stopFollowing } = followStore({
    ...{ world, store },
    first: manifests,
    firstPods: pods,
    now: () => now() - changedAgoMs,
  })
  const stopControllers = controllers ? runControllers({ world, store, mint, now }) : undefined
  const recorder = createRecorder()
  const watches = new Set<() => void>()
  let findListener: FindListener = () => undefined
  const users = createUsers(options.tokens)
  const service: Service = {
    users,
    forward: { store, findListener: (pod, port) => findListener(pod, port) },
    authorizer: createAuthorizer(store),
    recorder,
    context: { store, now, bookmarkMs: options.bookmarkMs ?? 60_000, watches },
    logs: createLogContext({
      store,
      now,
      requests: createRequestSource({ world, ...traffic }),
      serialLinesPerSecond: options.logLinesPerSecond ?? 0,
    }),
    openApi: createOpenApi(now),
    mint,
  }
  let fault = options.fault
  const certificate = createCertificate(Date.now())
  const listener = await listen(
    (request, response) => void answer(request, response, service, () => fault),
    (request, socket, head) => answerUpgrade(request, { socket, head }, service),
    options.port ?? 0,
    certificate,
  )
  const cutWatches = () => {
    for (const cut of [...watches]) cut()
  }
  return {
    url: `http://127.0.0.1:${listener.port}`,
    secure: { url: `https://127.0.0.1:${listener.port}`, certificate: certificate.certificate },
    users,
    pods,
    traffic,
    store,
    requests: recorder.counts,
    asked: recorder.asked,
    watchCount: () => watches.size,
    cutWatches,
    setFault: (next) => {
      fault = next
    },
    setListeners: (next) => {
      findListener = next
    },
    stop: () => {
      stopFollowing()
      stopControllers?.()
      cutWatches()
      return listener.stop()
    },
  }
}

interface Service {
  readonly users: readonly User[]
  readonly forward: ForwardFacts
  readonly authorizer: Authorizer
  readonly recorder: Recorder
  readonly context: ResourceContext
  readonly logs: LogContext
  readonly openApi: OpenApi
  readonly mint: Mint
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  service: Service,
  readFault: () => KubernetesFault | undefined,
): Promise<void> {
  try {
    if (await answerSickly(request.url ?? '/', response, readFault())) return
    await route(request, response, service)
  } catch (error) {
    if (response.headersSent) return void response.destroy()
    const status =
      error instanceof StatusError
        ? error.status
        : buildStatus(500, 'InternalError', `Internal error occurred: ${String(error)}`)
    await replyStatus(request, response, status)
  }
}

/** A request that asks to change the protocol: ports of a pod, or nothing that the demo has. */
function answerUpgrade(
  request: IncomingMessage,
  connection: { readonly socket: Duplex; readonly head: Buffer },
  service: Service,
): void {
  connection.socket.on('error', () => connection.socket.destroy())
  try {
    const { target } = admit(request, service)
    if (!target.resource || !asksForPorts(target, target.resource))
      throw new StatusError(notImplemented('an upgrade of', request.url ?? '/'))
    checkSubresource(target, target.resource)
    handlePortForward(request, connection, target, service.forward)
  } catch (error) {
    const status =
      error instanceof StatusError ? error.status : buildStatus(500, 'InternalError', String(error))
    refuseUpgrade(connection.socket, status)
  }
}

/** Who asks, whether they may, and only then what is asked: the order of the API server's handler chain. */
function admit(request: IncomingMessage, service: Service): { user: User; target: RequestTarget } {
  const target = parseTarget(request.method ?? 'GET', request.url ?? '/')
  service.recorder.note(target, request.headers)
  const bearer = findUser(service.users, request.headers.authorization)
  if (!bearer) throw new StatusError(unauthorized())
  const user = impersonate(bearer, request.headersDistinct, service.authorizer)
  authorize(user, target, service.authorizer)
  return { user, target }
}

async function route(request: IncomingMessage, response: ServerResponse, service: Service): Promise<void> {
  const method = request.method ?? 'GET'
  const { user, target } = admit(request, service)
  if (!target.asked) return answerPlain(request, response, target, service)
  if (!target.resource) return replyMissing(request, response, target.path)
  const { resource } = target
  const named = { apiVersion: formatGroupVersion(resource), kind: resource.kind }
  if (target.verb === 'create' && resource.kind.startsWith('SelfSubject')) {
    const review = answerReview(resource.kind, {
      user,
      authorizer: service.authorizer,
      body: await readBody(request, named),
      contentType: request.headers['content-type'],
      nowText: formatTime(service.context.now()),
      agent: request.headers['user-agent'] ?? '',
    })
    return replyJson(request, response, 201, JSON.stringify(review))
  }
  if (isMisplaced(target, resource)) return replyMissing(request, response, target.path)
  if (method === 'HEAD' && !resource.custom) throw new StatusError(methodNotAllowed())
  checkSubresource(target, resource)
  // Its objects are the core group's in another form.
  if (resource.group === 'events.k8s.io') throw new StatusError(notImplemented(method, request.url ?? '/'))
  if (asksForPorts(target, resource))
    throw new StatusError(badRequest('unable to upgrade: missing upgrade headers in request'))
  if (asksForProxy(target, resource)) return handleProxy(request, response, target, resource, service.forward)
  if (asksForLog(target, resource)) return handleLog(request, response, target, service.logs)
  const whole = target.asked.subresource === undefined || target.asked.subresource === 'status'
  if (whole && ['get', 'list', 'watch'].includes(target.verb)) {
    return handleResource(request, response, { ...target, resource }, service.context)
  }
  const { subresource } = target.asked
  if (subresource === 'scale' && target.verb === 'get') {
    const { namespace, name = '' } = target.asked
    const owner = service.context.store.collection(resource).find(buildKey(resource, namespace, name))
    if (!owner) throw new StatusError(notFound(resource, name))
    return replyJson(request, response, 200, JSON.stringify(buildScale(owner)))
  }
  if (resource.verbs.includes('get') && (whole || subresource === 'scale')) {
    const facts = { target, resource, user, readBody: () => readBody(request, named) }
    return handleWrite(request, response, facts, { ...service.context, ...service })
  }
  throw new StatusError(refuseWrite(request, { ...target, resource }, service.context.store))
}

async function answerPlain(
  request: IncomingMessage,
  response: ServerResponse,
  target: RequestTarget,
  service: Service,
): Promise<void> {
  if (target.verb !== 'get' && isRestful(target.path)) throw new StatusError(methodNotAllowed())
  const address = request.headers.host ?? ''
  const known = await handlePlain(request, response, target.path, { address, openApi: service.openApi })
  if (known) return
  if (service.openApi.isIndexed(target.path)) {
    throw new StatusError(notImplemented(request.method ?? 'GET', target.path))
  }
  if (target.path.startsWith(openApiPath)) return void response.writeHead(404).end()
  return replyMissing(request, response, target.path)
}

function authorize(user: User, target: RequestTarget, authorizer: Authorizer): void {
  const attributes = toAttributes(target)
  if (authorizer.allow(user, attributes) !== undefined) return
  const { asked } = target
  throw new StatusError(
    asked
      ? forbidden({ user: user.name, verb: target.verb, ...asked })
      : forbiddenPath(user.name, target.verb, target.path),
  )
}
