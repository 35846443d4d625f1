import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { answerIstiod, type IstiodAnswer, notReady } from '#demo/istiod/answers.ts'
import { createClusterView } from '#demo/istiod/cluster-view.ts'
import { createMetrics } from '#demo/istiod/metrics.ts'
import type { Store } from '#demo/kubernetes/store.ts'
import { listenOnLoopback } from '#demo/listen-on-loopback.ts'
import { type ServerFault, SICK_ANSWERS, sendAnswer } from '#demo/sick-answers.ts'
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
  /** How it is sick from the start. */
  readonly fault?: IstiodFault
}

/** `not-ready`: it runs and says of itself that it cannot serve yet. */
export const ISTIOD_FAULTS = [...SICK_ANSWERS, 'not-ready'] as const

export interface IstiodFault extends Omit<ServerFault, 'answer'> {
  readonly answer?: (typeof ISTIOD_FAULTS)[number]
}

export interface IstiodHandle {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string
  readonly pod: string
  /** From now on sick in this way, or well again. */
  setFault(fault: IstiodFault | undefined): void
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
  let { fault } = options
  const server = createServer((request, response) => {
    void sendSickly(response, request.url ?? '/', answer(request), fault)
  })
  const answer = (request: IncomingMessage): IstiodAnswer => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    const found =
      request.method === 'GET' ? answerIstiod(view, pathname, searchParams, readMetrics) : undefined
    return found ?? notImitated(request)
  }
  return {
    ...(await listenOnLoopback(server, options.port)),
    pod: pod.name,
    setFault: (next) => {
      fault = next
    },
  }
}

function sendSickly(
  response: ServerResponse,
  target: string,
  well: IstiodAnswer,
  fault: IstiodFault | undefined,
): Promise<void> {
  const { answer, ...others } = fault ?? {}
  if (answer === 'not-ready')
    return sendAnswer(response, target === '/ready' ? notReady : well, target, others)
  return sendAnswer(response, well, target, { ...others, ...(answer && { answer }) })
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
