import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { startScrapingPrometheus } from '#demo/testing/real-prometheus.ts'
import { ask } from '#tools/bench/measure.ts'

export interface ScrapedMesh {
  readonly prometheusUrl: string
  readonly kubeconfig: string
  /** The namespaces of its workloads. */
  readonly namespaces: readonly string[]
  /**
   * Holds the mesh still during `act`, so that a browser has the machine as it has it elsewhere: five thousand workloads
   * are counted on half of it. Scrapes and the Kubernetes API fail meanwhile; the console answers for some seconds from
   * what it has.
   */
  hold<Result>(act: () => Promise<Result>): Promise<Result>
  stop(): Promise<void>
}

/**
 * A mesh of this size that Debian's Prometheus scrapes, the demo's evaluator not being asked: the bench's exporter is a
 * process of its own. Resolves when there are scrapes enough for a rate.
 */
export async function openScrapedMesh(facts: {
  workloads: number
  seed: number
  scrapeSeconds: number
  /** Scrapes until a rate over the window of a graph has something to say; 6 when absent. */
  leastScrapes?: number
  /** Workloads in each namespace; as the demo grows when absent. */
  perNamespace?: number | undefined
}): Promise<ScrapedMesh> {
  const folder = await mkdtemp(join(tmpdir(), 'vardia-bench-'))
  const kubeconfig = join(folder, 'kubeconfig')
  const closers: (() => unknown)[] = [() => rm(folder, { recursive: true, force: true })]
  const stop = async () => {
    for (const close of closers) await close()
  }
  try {
    const exporter = await startExporter(facts, kubeconfig)
    closers.unshift(exporter.stop)
    const prometheus = await startScrapingPrometheus({
      targetUrl: exporter.metricsUrl,
      intervalSeconds: facts.scrapeSeconds,
      honorLabels: true,
    })
    closers.unshift(prometheus.stop)
    const { leastScrapes = 6 } = facts
    while ((await readNumber(prometheus.url, 'min(count_over_time(up[10m]))')) < leastScrapes) await wait(500)
    const { namespaces, hold } = exporter
    return { prometheusUrl: prometheus.url, kubeconfig, namespaces, hold, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function startExporter(
  {
    workloads,
    seed,
    perNamespace = 0,
  }: { workloads: number; seed: number; perNamespace?: number | undefined },
  kubeconfig: string,
) {
  const child = fork(
    join(import.meta.dirname, 'exporter.ts'),
    [String(workloads), String(seed), kubeconfig, String(perNamespace)],
    {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    },
  )
  const line = await new Promise<string>((resolve, reject) => {
    if (child.stdout) createInterface({ input: child.stdout }).once('line', resolve)
    child.once('exit', (code) => reject(new Error(`the exporter ended with ${code}`)))
  })
  const facts: { metricsUrl: string; namespaces: string[] } = JSON.parse(line)
  const stop = async () => {
    const ended = once(child, 'exit')
    child.kill('SIGCONT')
    child.kill('SIGTERM')
    await ended
  }
  const hold = async <Result>(act: () => Promise<Result>) => {
    child.kill('SIGSTOP')
    try {
      return await act()
    } finally {
      child.kill('SIGCONT')
    }
  }
  return { ...facts, hold, stop }
}

/** The first value of a query's answer; 0 where it has none. */
export async function readNumber(prometheusUrl: string, query: string): Promise<number> {
  const reply = await ask(`${prometheusUrl}/api/v1/query?${new URLSearchParams({ query })}`)
  const answer: { data: { result: { value: [number, string] }[] } } = JSON.parse(reply.body.toString())
  return Number(answer.data.result[0]?.value[1] ?? 0)
}

/** Until the console knows as many namespaces with workloads. */
export async function waitForNamespaces(url: string, count: number): Promise<void> {
  for (;;) {
    const reply = await ask(`${url}/api/v1/namespaces`)
    if (reply.status === 200) {
      const answer: { items: { workloads: number }[] } = JSON.parse(reply.body.toString())
      if (answer.items.filter(({ workloads }) => workloads > 0).length >= count) return
    }
    await wait(200)
  }
}
