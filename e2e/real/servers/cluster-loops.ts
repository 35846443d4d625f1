import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findFreePorts } from '#demo/testing/free-ports.ts'
import type { AskAdmin } from '#e2e/real/fidelity/kubernetes/load-cluster.ts'
import type { ControlPlane } from '#e2e/real/servers/control-plane.ts'
import { answersOk, type ServerProcess, startProcess, waitUntilReady } from '#e2e/real/servers/process.ts'
import type { Programs } from '#e2e/real/servers/programs.ts'

interface ControllerOptions {
  readonly programs: Pick<Programs, 'kubernetes' | 'kwok'>
  readonly folder: string
  readonly controlPlane: ControlPlane
  readonly admin: AskAdmin
  /** Ports of this machine that port-forwards reach, by the port of the pod, whichever pod it is. */
  readonly forwards: ReadonlyMap<number, number>
}

/** Controllers that need keys, certificates or a cloud that is not there. */
const withoutControllers = [
  '*',
  '-bootstrap-signer-controller',
  '-token-cleaner-controller',
  '-certificatesigningrequest-signing-controller',
  '-node-ipam-controller',
  '-node-route-controller',
  '-cloud-node-lifecycle-controller',
]

/** Starts the controllers, the scheduler, and kwok in the place of all kubelets. */
export async function startClusterLoops(options: ControllerOptions): Promise<readonly ServerProcess[]> {
  const { programs, folder, controlPlane } = options
  const kubeconfig = `--kubeconfig=${controlPlane.kubeconfigPath}`
  const [kwokPort = 0] = await findFreePorts(1)
  const config = join(folder, 'kwok.yaml')
  const logs = join(folder, 'pod.log')
  await writeFile(logs, podLog)
  await writeFile(config, buildKwokConfig(logs, options.forwards))
  const unserved = ['--secure-port=0', '--leader-elect=false', kubeconfig, '-v=0']
  const manager = startProcess('kube-controller-manager', [
    programs.kubernetes,
    'kube-controller-manager',
    ...unserved,
    `--service-account-private-key-file=${join(folder, 'sa.key')}`,
    `--controllers=${withoutControllers.join(',')}`,
  ])
  const scheduler = startProcess('kube-scheduler', [programs.kubernetes, 'kube-scheduler', ...unserved])
  const kwok = startProcess('kwok', [
    programs.kwok,
    kubeconfig,
    `--config=${config}`,
    '--enable-crds=Logs',
    '--manage-all-nodes=true',
    '--cidr=10.244.0.0/16',
    '--node-lease-duration-seconds=40',
    `--server-address=127.0.0.1:${kwokPort}`,
    // The API server asks this one for logs and port-forwards of every node, as it asks kubelets: by TLS, unverified.
    '--node-ip=127.0.0.1',
    `--node-port=${kwokPort}`,
    `--tls-cert-file=${join(folder, 'certs/apiserver.crt')}`,
    `--tls-private-key-file=${join(folder, 'certs/apiserver.key')}`,
  ])
  const loops = [kwok, scheduler, manager]
  try {
    await waitUntilReady(kwok, () => answersOk(`http://127.0.0.1:${kwokPort}/healthz`))
    await waitUntilReady(manager, async () => {
      // Its service account controller has been round: the controllers run.
      const path = '/api/v1/namespaces/default/serviceaccounts/default'
      return (await options.admin(path)).status === 200
    })
  } catch (error) {
    for (const loop of loops) await loop.stop()
    throw error
  }
  return loops
}

/**
 * What kwok answers for port-forwards of any pod, forwarded to this machine, and for logs of those whose own nobody
 * writes. JSON is YAML.
 */
function buildKwokConfig(logsFile: string, forwards: ReadonlyMap<number, number>): string {
  const apiVersion = 'kwok.x-k8s.io/v1alpha1'
  const parts = [
    {
      kind: 'ClusterPortForward',
      metadata: { name: 'to-this-machine' },
      spec: {
        forwards: [...forwards].map(([ofPod, port]) => ({
          ports: [ofPod],
          target: { address: '127.0.0.1', port },
        })),
      },
    },
    {
      kind: 'ClusterLogs',
      metadata: { name: 'one-file' },
      spec: { logs: [{ logsFile, follow: true }] },
    },
  ]
  return parts.map((part) => JSON.stringify({ apiVersion, ...part })).join('\n---\n')
}

/** In the form in which a container runtime keeps logs (CRI): moment, stream, whole or partial line, words. */
const podLog = ['a pod of kwok runs nothing', 'so these lines are all it says']
  .map((words, second) => `2026-01-01T00:00:0${second}.000000000Z stdout F ${words}\n`)
  .join('')
