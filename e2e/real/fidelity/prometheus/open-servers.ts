import { formatRuleFile } from '#demo/prometheus/http/rules-api.ts'
import { buildStaticSource, type StaticMatrix } from '#demo/prometheus/samples/static-source.ts'
import { startPrometheusOver } from '#demo/prometheus/serve.ts'
import { startLoadedPrometheus } from '#demo/testing/real-prometheus.ts'
import { ask } from '#e2e/real/fidelity/answer.ts'
import type { PrometheusServers } from '#e2e/real/fidelity/prometheus/check-expressions.ts'
import { buildLiveSamples } from '#e2e/real/fidelity/prometheus/live-samples.ts'
import { buildSamples } from '#e2e/real/fidelity/prometheus/samples.ts'

/** Addresses of the servers, and how to end those that were started. */
export interface OpenServers extends PrometheusServers {
  stop(): Promise<void>
}

/** The demo, Prometheus 3 (`newer` is its program) and Debian's 2.42 over the samples of the table. */
export function openServers(newer: string): Promise<OpenServers> {
  return open(buildSamples(), newer)
}

/**
 * The same over samples that end now, with the demo's alerts as rules of the real ones; resolves when those have fired.
 * Their alerts are not pending first, since a test cannot wait for five minutes.
 */
export async function openLiveServers(newer: string): Promise<OpenServers> {
  const servers = await open(buildLiveSamples(Date.now() / 1000), newer, formatRuleFile(0))
  try {
    await Promise.all([servers.newer, servers.older].map(untilFired))
    return servers
  } catch (error) {
    await servers.stop()
    throw error
  }
}

async function open(samples: StaticMatrix, newer: string, rules?: string): Promise<OpenServers> {
  const started: { url: string; stop(): Promise<void> }[] = []
  const keep = async <Server extends { url: string; stop(): Promise<void> }>(starting: Promise<Server>) => {
    const server = await starting
    started.push(server)
    return server.url
  }
  const stop = async () => {
    await Promise.all(started.map((server) => server.stop()))
  }
  try {
    return {
      demo: await keep(startPrometheusOver(buildStaticSource(samples), {})),
      newer: await keep(startLoadedPrometheus(samples, newer, rules)),
      older: await keep(startLoadedPrometheus(samples, undefined, rules)),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Rules are evaluated every second; targets are scraped as often. Rejects after twenty seconds. */
async function untilFired(url: string): Promise<void> {
  const deadline = Date.now() + 20_000
  while (Date.now() < deadline) {
    const rules = JSON.stringify((await ask({ url }, '/api/v1/rules')).body)
    const metadata = JSON.stringify((await ask({ url }, '/api/v1/metadata?limit=1')).body)
    const isEvaluated = !rules.includes('"health":"unknown"') && rules.includes('"state":"firing"')
    if (isEvaluated && metadata.includes('help')) return
  }
  throw new Error(`no alert fired at ${url}`)
}
