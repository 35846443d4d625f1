import { createServer, type IncomingMessage } from 'node:http'
import { answerIstiod, type IstiodAnswer } from '#demo/istiod/answers.ts'
import { createClusterView } from '#demo/istiod/cluster-view.ts'
import { createMetrics } from '#demo/istiod/metrics.ts'
import type { Store } from '#demo/kubernetes/store.ts'
import { listenOnLoopback } from '#demo/listen-on-loopback.ts'
import type { World, WorldPod } from '#demo/world/types.ts'

export interface IstiodOptions {
  readonly world: World
  /** The cluster as it is now: istiod answers by it. */
  readonly store: Pick<Store, 'collection'>
  readonly readPods: () => readonly WorldPod[]
  /** Which of istiod's pods this is, counted from 0: each has its own share of the proxies. */
  readonly replica?: number
  /** 0 or nothing: a free port. Always on 127.0.0.1. */
  readonly port?: number
  readonly nowMs?: () => number
}

export interface IstiodHandle {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string
  readonly pod: string
  stop(): Promise<void>
}

/** Starts one replica of the demo's istiod: `/debug`, `/version`, `/ready` and `/metrics`. */
export async function startIstiod(options: IstiodOptions): Promise<IstiodHandle> {
  const nowMs = options.nowMs ?? Date.now
  const { world, store, readPods, replica = 0 } = options
  const pods = readPods()
  const own = listIstiods(world, pods)
  const pod = own[replica]
  if (!pod) throw new Error(`the world has no istiod ${replica}`)
  const view = createClusterView({ world, store, readPods, nowMs, replica, replicas: own.length })
  const readMetrics = createMetrics(world, pods, pod, nowMs)
  const server = createServer((request, response) => {
    const { code, contentType, body } = answer(request)
    const bytes = Buffer.from(body)
    response.writeHead(code, { 'content-type': contentType, 'content-length': bytes.length })
    response.end(bytes)
  })
  const answer = (request: IncomingMessage): IstiodAnswer => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    const found =
      request.method === 'GET' ? answerIstiod(view, pathname, searchParams, readMetrics) : undefined
    return found ?? notImitated(request)
  }
  return { ...(await listenOnLoopback(server, options.port)), pod: pod.name }
}

/** The pods of istiod. */
export function listIstiods(world: World, pods: readonly WorldPod[]): WorldPod[] {
  const istiod = world.workloads.find(({ labels }) => labels['istio'] === 'pilot')
  return pods.filter(({ namespace, workload }) => istiod?.namespace === namespace && istiod.name === workload)
}

/** The demo answers what it does not imitate by saying so, and what was asked. */
const notImitated = ({ method, url }: IncomingMessage): IstiodAnswer => ({
  code: 501,
  contentType: 'text/plain; charset=utf-8',
  body: `the demo's istiod does not imitate ${method} ${url}\n`,
})
