import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { AskAdmin } from '#e2e/real/fidelity/kubernetes/load-cluster.ts'
import type { ControlPlane } from '#e2e/real/servers/control-plane.ts'
import {
  answersOk,
  findFreePorts,
  type ServerProcess,
  startProcess,
  waitUntilReady,
} from '#e2e/real/servers/process.ts'
import type { Programs } from '#e2e/real/servers/programs.ts'

interface ControllerOptions {
  readonly programs: Pick<Programs, 'kubernetes' | 'kwok'>
  readonly folder: string
  readonly controlPlane: ControlPlane
  readonly admin: AskAdmin
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
  await writeFile(config, kwokConfig)
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
    '--manage-all-nodes=true',
    '--cidr=10.244.0.0/16',
    '--node-lease-duration-seconds=40',
    `--server-address=127.0.0.1:${kwokPort}`,
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

/** What kwok answers for port-forwards and logs of any pod: forwarded to this machine, read from one file. */
const kwokConfig = `kind: ClusterPortForward
apiVersion: kwok.x-k8s.io/v1alpha1
metadata:
  name: to-this-machine
spec:
  forwards:
  - target:
      address: 127.0.0.1
`
