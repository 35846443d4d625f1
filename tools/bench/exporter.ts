import { resolve } from 'node:path'
import { formatKubeconfig, writeKubeconfig } from '#demo/kubernetes/kubeconfig.ts'
import { startKubernetes } from '#demo/kubernetes/serve.ts'
import { startPrometheus } from '#demo/prometheus/serve.ts'
import { buildControlPlane, ingress } from '#demo/world/control-plane.ts'
import { buildGrowth } from '#demo/world/growth.ts'
import { clusterDomain, joinParts } from '#demo/world/parts.ts'
import { createRandom } from '#demo/world/random.ts'

/**
 * The bench's exporter, a process of its own: `/metrics` of a mesh with exactly `workloads` workloads beside the
 * control plane, every one called, their counters advancing; and the Kubernetes API of the same mesh. Its label sets
 * never change. Arguments: workloads, seed, path of the kubeconfig, workloads a namespace (0: as the demo
 * grows). Prints one JSON line; ends on SIGTERM.
 */
const [workloads = 0, seed = 0] = process.argv.slice(2).map(Number)
const kubeconfigPath = resolve(process.argv[4] ?? 'kubeconfig')
const perNamespace = Number(process.argv[5] ?? 0)
const teamSize = perNamespace > 0 ? { least: perNamespace, most: perNamespace } : undefined

const world = {
  seed,
  cluster: 'Kubernetes',
  trustDomain: clusterDomain,
  startMs: Date.now() - 60_000,
  ...joinParts([
    buildControlPlane(),
    buildGrowth(createRandom(seed).fork('growth'), workloads, ingress, teamSize),
  ]),
}
const kubernetes = await startKubernetes({ world })
const metrics = await startPrometheus({ world, pods: kubernetes.pods })
await writeKubeconfig(kubeconfigPath, formatKubeconfig(kubernetes.url, kubernetes.users, 'admin'))
const namespaces = world.namespaces.map(({ name }) => name).filter((name) => name.startsWith('team-'))
process.stdout.write(`${JSON.stringify({ metricsUrl: metrics.url, namespaces })}\n`)
process.once(
  'SIGTERM',
  () => void Promise.all([kubernetes.stop(), metrics.stop()]).then(() => process.exit(0)),
)
