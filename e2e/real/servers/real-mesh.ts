import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findFreePorts } from '#demo/testing/free-ports.ts'
import { startCluster } from '#e2e/real/servers/cluster.ts'
import { chooseIstiodPorts, startIstiod } from '#e2e/real/servers/istiod.ts'
import { startJaeger } from '#e2e/real/servers/jaeger.ts'
import { createOddKinds } from '#e2e/real/servers/odd-kinds.ts'
import type { Programs } from '#e2e/real/servers/programs.ts'
import { startScrapingPrometheus } from '#e2e/real/servers/prometheus.ts'
import type { RealMesh } from '#e2e/real/servers/types.ts'
import { startSpanWriter } from '#e2e/real/servers/write-spans.ts'

const scrapeSeconds = 5

/**
 * Starts a mesh of real servers on free loopback ports, loaded with the demo's world, whose metrics, logs and
 * spans this process writes; `tell` hears of each step. What was started is stopped when a step fails.
 */
export async function startRealMesh(
  programs: Programs,
  tell: (step: string) => void = () => undefined,
): Promise<RealMesh> {
  const folder = await mkdtemp(join(tmpdir(), 'vardia-real-'))
  // Whoever ends this process may not wait for `stop`; tokens and keys stay nowhere.
  const removeFolder = () => rmSync(folder, { recursive: true, force: true })
  process.once('exit', removeFolder)
  const started: { stop(): Promise<void> }[] = []
  const keep = async <Server extends { stop(): Promise<void> }>(
    starting: Promise<Server>,
  ): Promise<Server> => {
    const server = await starting
    started.unshift(server)
    return server
  }
  const stop = async () => {
    for (const server of started.splice(0)) await server.stop()
    removeFolder()
    process.off('exit', removeFolder)
  }
  try {
    const ports = await chooseIstiodPorts()
    const [prometheusPort = 0, jaegerPort = 0] = await findFreePorts(2)
    // A port-forward to a pod of istiod, Prometheus or Jaeger reaches the one that runs.
    const forwards = new Map([
      [9090, prometheusPort],
      [16_686, jaegerPort],
      [8080, ports.http],
      [15010, ports.grpc],
      [15014, ports.monitoring],
    ])
    const cluster = await keep(startCluster({ programs, folder, forwards, addToWorld: createOddKinds }))
    tell('The cluster is ready, and the pods of the world run.')
    const { controlPlane, exporterUrl } = cluster
    const { kubeconfigPath, users } = controlPlane
    const istiod = await keep(startIstiod({ program: programs.istiod, folder, kubeconfigPath, ports }))
    const prometheus = await keep(
      startScrapingPrometheus({
        program: programs.prometheus,
        folder,
        port: prometheusPort,
        targets: [
          { name: 'mesh', url: exporterUrl },
          { name: 'istiod', url: istiod.monitoringUrl },
        ],
        intervalSeconds: scrapeSeconds,
      }),
    )
    const jaeger = await keep(startJaeger({ program: programs.jaeger, folder, port: jaegerPort }))
    await keep(startSpanWriter({ requests: cluster.requests, otlpUrl: jaeger.otlpUrl }))
    tell('istiod, Prometheus and Jaeger are ready.')
    const mortals = { apiServer: controlPlane, prometheus, istiod }
    return {
      kubeconfigPath,
      users,
      apiServerUrl: controlPlane.url,
      certificate: controlPlane.certificate,
      etcdUrl: controlPlane.etcdUrl,
      prometheusUrl: prometheus.url,
      istiodUrl: istiod.url,
      istiodMonitoringUrl: istiod.monitoringUrl,
      jaegerUrl: jaeger.url,
      otlpUrl: jaeger.otlpUrl,
      kubernetesProgram: programs.kubernetes,
      crash: (server) => mortals[server].crash(),
      recover: (server) => mortals[server].recover(),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}
