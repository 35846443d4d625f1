import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createUsers, type User } from '#demo/kubernetes/users.ts'
import { type PrometheusHandle, startPrometheus } from '#demo/prometheus/serve.ts'
import { buildWorld } from '#demo/world/build-world.ts'
import { askAs, waitForKinds } from '#e2e/real/fidelity/kubernetes/load-cluster.ts'
import { startClusterLoops } from '#e2e/real/servers/cluster-loops.ts'
import { type ControlPlane, startControlPlane } from '#e2e/real/servers/control-plane.ts'
import { type Istiod, startIstiod } from '#e2e/real/servers/istiod.ts'
import { type Jaeger, startJaeger } from '#e2e/real/servers/jaeger.ts'
import { loadWorld, waitForPods } from '#e2e/real/servers/load-world.ts'
import type { Programs } from '#e2e/real/servers/programs.ts'
import { type ScrapingPrometheus, startScrapingPrometheus } from '#e2e/real/servers/prometheus.ts'
import { listDefinitions } from '#tools/schemas/build-files.ts'

/** A mesh of real servers on free loopback ports, loaded with the demo's world; its traffic is written by an exporter. */
export interface RealMesh {
  readonly controlPlane: ControlPlane
  readonly istiod: Istiod
  readonly prometheus: ScrapingPrometheus
  readonly jaeger: Jaeger
  readonly users: readonly User[]
  stop(): Promise<void>
}

const scrapeSeconds = 5

/** Starts everything; `tell` hears of each step. What was started is stopped when a step fails. */
export async function startRealMesh(programs: Programs, tell: (step: string) => void): Promise<RealMesh> {
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
    for (const server of started) await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const users = createUsers()
    const controlPlane = await keep(startControlPlane({ programs, folder, users }))
    tell('the API server is ready')
    const world = buildWorld({ seed: 1, nowMs: Date.now() })
    const admin = askAs(controlPlane, users.find(({ name }) => name === 'admin')?.token ?? '')
    for (const definition of await listDefinitions())
      await admin('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', 'POST', definition)
    await waitForKinds(admin)
    const exporter: PrometheusHandle = await keep(startPrometheus({ world }))
    const controllers = await startClusterLoops({ programs, folder, controlPlane })
    started.unshift(...controllers)
    await loadWorld(admin, world)
    tell('the world is loaded')
    const istiod = await keep(
      startIstiod({ program: programs.istiod, folder, kubeconfigPath: controlPlane.kubeconfigPath }),
    )
    const targets = [
      { name: 'mesh', url: exporter.url },
      { name: 'istiod', url: istiod.monitoringUrl },
    ]
    const prometheus = await keep(
      startScrapingPrometheus({
        program: programs.prometheus,
        folder,
        targets,
        intervalSeconds: scrapeSeconds,
      }),
    )
    const jaeger = await keep(startJaeger({ program: programs.jaeger, folder }))
    const pods = world.workloads.reduce((sum, { replicas }) => sum + replicas, 0)
    await waitForPods(admin, Math.floor(pods * 0.9))
    tell('pods run')
    return { controlPlane, istiod, prometheus, jaeger, users, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
