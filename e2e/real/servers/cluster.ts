import { buildObjects } from '#demo/kubernetes/objects/build-objects.ts'
import { createUsers } from '#demo/kubernetes/users.ts'
import { startPrometheus } from '#demo/prometheus/serve.ts'
import { buildWorld } from '#demo/world/build-world.ts'
import { createRequestSource, type RequestSource } from '#demo/world/requests/request-source.ts'
import type { Manifest } from '#demo/world/types.ts'
import { type AskAdmin, askAs } from '#e2e/real/fidelity/kubernetes/load-cluster.ts'
import { startClusterLoops } from '#e2e/real/servers/cluster-loops.ts'
import { type ControlPlane, startControlPlane } from '#e2e/real/servers/control-plane.ts'
import { type Definition, loadDefinitions } from '#e2e/real/servers/load-definitions.ts'
import { loadWorld } from '#e2e/real/servers/load-world.ts'
import type { Programs } from '#e2e/real/servers/programs.ts'
import { runPods } from '#e2e/real/servers/run-pods.ts'
import { logsDefinition, startLogWriter } from '#e2e/real/servers/write-logs.ts'

/** A cluster with the demo's world in it: its metrics are exported, and some of its pods write logs. */
export interface Cluster {
  readonly controlPlane: ControlPlane
  /** Istio's metrics at `/metrics`, for a Prometheus to scrape; it answers Prometheus' API of the same samples too. */
  readonly exporterUrl: string
  /** The requests that those metrics count, between the cluster's own pods. */
  readonly requests: RequestSource
  /** `apiVersion kind` of objects of the world that the cluster does not serve. */
  readonly notServed: ReadonlySet<string>
  stop(): Promise<void>
}

export interface ClusterOptions {
  readonly programs: Pick<Programs, 'etcd' | 'kubernetes' | 'kwok'>
  readonly folder: string
  /** Ports of this machine that port-forwards reach, by the port of the pod; none when absent. */
  readonly forwards?: ReadonlyMap<number, number>
  /** The CRDs that the cluster has, from those of Istio's and Gateway API's modules; all of them when absent. */
  readonly chooseDefinitions?: (definitions: readonly Definition[]) => readonly Definition[]
  /** Each object as this cluster serves it; as the demo has it when absent. */
  readonly convert?: (manifest: Manifest) => Manifest
  /** What the cluster has beside the demo's world; nothing when absent. */
  readonly addToWorld?: (admin: AskAdmin) => Promise<void>
}

/** Starts a cluster on free loopback ports and waits until its pods run. What was started is stopped when a step fails. */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const { programs, folder, chooseDefinitions = (all) => all, convert = (manifest) => manifest } = options
  const users = createUsers()
  const controlPlane = await startControlPlane({ programs, folder, users })
  const started: { stop(): Promise<void> }[] = [controlPlane]
  const stop = async () => {
    for (const server of started.splice(0).reverse()) await server.stop()
  }
  try {
    const admin = askAs(controlPlane, users.find(({ name }) => name === 'admin')?.token ?? '')
    await loadDefinitions(admin, (all) => [...chooseDefinitions(all), logsDefinition])
    started.push(
      ...(await startClusterLoops({
        programs,
        folder,
        controlPlane,
        admin,
        forwards: options.forwards ?? new Map(),
      })),
    )
    const { exporter, requests, notServed } = await exportWorld(admin, convert)
    await options.addToWorld?.(admin)
    started.push(exporter, await startLogWriter({ requests, folder, admin }))
    return { controlPlane, exporterUrl: exporter.url, requests, notServed, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Loads the demo's world and starts an exporter of its traffic, whose series name the cluster's own pods. */
async function exportWorld(admin: AskAdmin, convert: (manifest: Manifest) => Manifest) {
  const world = buildWorld({ seed: 1, nowMs: Date.now() })
  const { manifests } = buildObjects(world)
  const notServed = await loadWorld(admin, manifests.map(convert))
  const pods = await runPods(admin, manifests)
  const requests = createRequestSource({ world, readPods: () => pods })
  return { exporter: await startPrometheus({ world, pods }), requests, notServed }
}
