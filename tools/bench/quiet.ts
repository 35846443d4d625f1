import { setTimeout as wait } from 'node:timers/promises'
import { startMesh } from '#e2e/support/start-console.ts'
import { ask } from '#tools/bench/measure.ts'

const settleMs = 5_000
/** As often as a page refreshes by default. */
const refreshMs = 15_000

export interface QuietRow {
  readonly minutes: number
  /** Answers that pages of an open browser got meanwhile. */
  readonly answers: number
  /** Requests to the Kubernetes API in that time, by verb and resource. */
  readonly asked: ReadonlyMap<string, number>
  readonly lists: number
}

/**
 * What the console asks of the Kubernetes API while nothing changes and somebody has the overview and the graph open: the
 * demo's API server counts. Throws when a page is not answered.
 */
export async function benchQuiet(minutes: number): Promise<QuietRow> {
  const mesh = await startMesh()
  try {
    await refresh(mesh.console.url)
    await wait(settleMs)
    const before = new Map(mesh.demo.kubernetes.requests)
    const untilMs = performance.now() + minutes * 60_000
    let answers = 0
    while (performance.now() < untilMs) {
      answers += await refresh(mesh.console.url)
      await wait(refreshMs)
    }
    const asked = new Map(
      [...mesh.demo.kubernetes.requests]
        .map(([name, count]) => [name, count - (before.get(name) ?? 0)] as const)
        .filter(([, count]) => count > 0),
    )
    const lists = [...asked].filter(([name]) => name.startsWith('list ')).reduce((sum, [, n]) => sum + n, 0)
    return { minutes, answers, asked, lists }
  } finally {
    await mesh.stop()
  }
}

async function refresh(url: string): Promise<number> {
  const paths = [
    '/api/v1/namespaces',
    '/api/v1/health',
    '/api/v1/sources',
    '/api/v1/graph?namespaces=bookinfo,shop',
  ]
  const replies = await Promise.all(paths.map((path) => ask(`${url}${path}`)))
  replies.forEach(({ status, body }, index) => {
    if (status !== 200) throw new Error(`${paths[index]} answers ${status}: ${body.toString()}`)
  })
  return replies.length
}
