import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildObjects } from '#demo/kubernetes/objects/build-objects.ts'
import { createUsers } from '#demo/kubernetes/users.ts'
import { startPrometheus } from '#demo/prometheus/serve.ts'
import { buildWorld } from '#demo/world/build-world.ts'
import { type AskAdmin, askAs } from '#e2e/real/fidelity/kubernetes/load-cluster.ts'
import { startClusterLoops } from '#e2e/real/servers/cluster-loops.ts'
import { startControlPlane } from '#e2e/real/servers/control-plane.ts'
import { startIstiod } from '#e2e/real/servers/istiod.ts'
import { startJaeger } from '#e2e/real/servers/jaeger.ts'
import { type Definition, loadDefinitions } from '#e2e/real/servers/load-definitions.ts'
import { loadWorld } from '#e2e/real/servers/load-world.ts'
import type { Programs } from '#e2e/real/servers/programs.ts'
import { startScrapingPrometheus } from '#e2e/real/servers/prometheus.ts'
import { runPods } from '#e2e/real/servers/run-pods.ts'
import type { RealMesh } from '#e2e/real/servers/types.ts'

interface MeshOptions {
  /** Hears of each step. */
  readonly tell?: (step: string) => void
  /** The CRDs that the cluster has, from those of Istio's and Gateway API's modules; all of them when absent. */
  readonly chooseDefinitions?: (definitions: readonly Definition[]) => readonly Definition[]
}

const scrapeSeconds = 5

/**
 * Starts a mesh of real servers on free loopback ports, loaded with the demo's world, whose traffic an exporter of this
 * process writes. What was started is stopped when a step fails.
 */
export async function startRealMesh(programs: Programs, options: MeshOptions = {}): Promise<RealMesh> {
  const { tell = () => undefined, chooseDefinitions = (all) => all } = options
  const folder = await mkdtemp(join(tmpdir(), 'vardia-real-'))
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
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const users = createUsers()
    const controlPlane = await keep(startControlPlane({ programs, folder, users }))
    tell('The API server is ready.')
    const admin = askAs(controlPlane, users.find(({ name }) => name === 'admin')?.token ?? '')
    await loadDefinitions(admin, chooseDefinitions)
    started.unshift(...(await startClusterLoops({ programs, folder, controlPlane, admin })))
    const exporter = await keep(exportWorld(admin))
    tell('The world is loaded, and its pods run.')
    const { kubeconfigPath } = controlPlane
    const istiod = await keep(startIstiod({ program: programs.istiod, folder, kubeconfigPath }))
    const prometheus = await keep(
      startScrapingPrometheus({
        program: programs.prometheus,
        folder,
        targets: [
          { name: 'mesh', url: exporter.url },
          { name: 'istiod', url: istiod.monitoringUrl },
        ],
        intervalSeconds: scrapeSeconds,
      }),
    )
    const jaeger = await keep(startJaeger({ program: programs.jaeger, folder }))
    tell('istiod, Prometheus and Jaeger are ready.')
    const mortals = { apiServer: controlPlane, prometheus, istiod }
    return {
      kubeconfigPath,
      users,
      apiServerUrl: controlPlane.url,
      certificate: controlPlane.certificate,
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

/** Loads the demo's world and starts an exporter of its traffic, whose series name the cluster's own pods. */
async function exportWorld(admin: AskAdmin) {
  const world = buildWorld({ seed: 1, nowMs: Date.now() })
  const { manifests } = buildObjects(world)
  await loadWorld(admin, manifests)
  return startPrometheus({ world, pods: await runPods(admin, manifests) })
}
