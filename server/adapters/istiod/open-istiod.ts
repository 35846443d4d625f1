import { noAnswerProblems } from '#server/adapters/istiod/problems.ts'
import { readSync } from '#server/adapters/istiod/read-sync.ts'
import { rememberSync } from '#server/adapters/istiod/remember-sync.ts'
import type { IstiodAdapter, IstiodStatus } from '#server/adapters/istiod/types.ts'
import { type Pace, watchReadiness } from '#server/adapters/istiod/watch-readiness.ts'
import {
  createTextReader,
  openUrlWay,
  type TextReader,
  type UpstreamWay,
} from '#server/adapters/upstream/text-reader.ts'
import type { ProxySync } from '#server/mesh/objects/proxy-sync.ts'

export interface IstiodConfig {
  /** At least one; a mesh has several replicas, and several revisions while it changes to a new version. */
  readonly VARDIA_ISTIOD_URL: readonly string[]
}

/** Opens the istiods at `VARDIA_ISTIOD_URL` and begins to ask whether they are ready. */
export function openIstiod({ VARDIA_ISTIOD_URL: urls }: IstiodConfig, pace?: Pace): IstiodAdapter {
  return openIstiodOver(
    urls.map((url) => openUrlWay({ url })),
    pace,
  )
}

/** Opens istiods by the ways to them, at least one, and begins to ask whether they are ready. */
export function openIstiodOver(ways: readonly UpstreamWay[], pace?: Pace): IstiodAdapter {
  const listeners = new Set<() => void>()
  const closing = new AbortController()
  const tell = () => {
    for (const listen of [...listeners]) listen()
  }
  const clients = ways.map((way) => createTextReader(way, noAnswerProblems))
  const watched = clients.map((client) => watchReadiness(client, closing.signal, tell, pace))
  return {
    waitUntilAsked: async (signal) => {
      signal.throwIfAborted()
      const gone = Promise.withResolvers<never>()
      const leave = () => gone.reject(signal.reason)
      signal.addEventListener('abort', leave, { once: true })
      try {
        await Promise.race([Promise.all(watched.map(({ asked }) => asked)), gone.promise])
      } finally {
        signal.removeEventListener('abort', leave)
      }
    },
    readProxySync: rememberSync((namespace) => readAllSync(clients, namespace, closing.signal)),
    status: () => judgeTogether(watched.map((each) => each.status())),
    onChange: (listen) => {
      listeners.add(listen)
      return () => listeners.delete(listen)
    },
    close: () => closing.abort(),
  }
}

async function readAllSync(
  clients: readonly TextReader[],
  namespace: string | undefined,
  signal: AbortSignal,
): Promise<readonly ProxySync[]> {
  const told = await Promise.allSettled(clients.map((client) => readSync(client, namespace, signal)))
  const good = told.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const failed = told.find((one) => one.status === 'rejected')
  if (good.length === 0 && failed) throw failed.reason
  return good.flat()
}

/** One state of several istiods: configuration still reaches proxies while one of them serves. */
function judgeTogether(all: readonly IstiodStatus[]): IstiodStatus {
  const isAll = (state: IstiodStatus['state']) => all.every((each) => each.state === state)
  const state = isAll('ok') ? 'ok' : isAll('down') ? 'down' : 'degraded'
  const versions = [...new Set(all.flatMap(({ version }) => version ?? []))].sort()
  const good = all.flatMap(({ lastGoodMs }) => lastGoodMs ?? [])
  const problem = all.find((each) => each.problem)?.problem
  // Of one state since the last of them came to it; of several since the first ailed.
  const ailing = all.filter((each) => each.state !== 'ok').map(({ sinceMs }) => sinceMs)
  const sinceMs = state === 'degraded' ? Math.min(...ailing) : Math.max(...all.map((each) => each.sinceMs))
  return {
    state,
    address: all.map(({ address }) => address).join(', '),
    ...(versions.length > 0 && { version: versions.join(', ') }),
    sinceMs,
    ...(good.length > 0 && { lastGoodMs: Math.max(...good) }),
    ...(problem && { problem }),
  }
}
