import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findFreePorts } from '#demo/testing/free-ports.ts'
import { answersOk, type ServerProcess, startProcess, waitUntilReady } from '#e2e/real/servers/process.ts'

export interface Istiod {
  /** Its debug interface and `/version`. */
  readonly url: string
  /** Its metrics, at `/metrics`. */
  readonly monitoringUrl: string
  /** Where it judges configuration for an API server; it does where it has a certificate. */
  readonly webhookUrl: string
  crash(): Promise<void>
  recover(): Promise<void>
  stop(): Promise<void>
}

/** istiod's ports, as its pods have them: 8080, 15010 and 15014. */
export interface IstiodPorts {
  readonly http: number
  readonly grpc: number
  readonly monitoring: number
}

export async function chooseIstiodPorts(): Promise<IstiodPorts> {
  const [http = 0, grpc = 0, monitoring = 0] = await findFreePorts(3)
  return { http, grpc, monitoring }
}

/** A certificate for 127.0.0.1 with its key, as files. */
export interface CertificateFiles {
  readonly certificate: string
  readonly key: string
}

/**
 * istiod over a cluster's API, outside the cluster: it reads all configuration and serves proxies. It has webhooks where
 * it has a certificate that the API server trusts, and registers none by itself.
 */
export async function startIstiod(options: {
  readonly program: string
  readonly folder: string
  readonly kubeconfigPath: string
  /** Where it listens on loopback; free ports when absent. */
  readonly ports?: IstiodPorts
  /** The mesh's settings, as the ConfigMap `istio` has them. */
  readonly mesh?: string
  /** Whether it serves ztunnels and waypoints, and writes of policies what they make of them. */
  readonly ambient?: boolean
  readonly certificate?: CertificateFiles
}): Promise<Istiod> {
  const { http, grpc, monitoring } = options.ports ?? (await chooseIstiodPorts())
  const [https = 0] = options.certificate ? await findFreePorts(1) : []
  const mesh = join(options.folder, 'istiod/mesh')
  await mkdir(join(options.folder, 'istiod'), { recursive: true })
  await writeFile(mesh, options.mesh ?? 'rootNamespace: istio-system\n')
  // istiod watches each of its files once.
  const authority = join(options.folder, 'istiod/ca.crt')
  if (options.certificate) await copyFile(options.certificate.certificate, authority)
  const command = [
    options.program,
    'discovery',
    `--kubeconfig=${options.kubeconfigPath}`,
    `--meshConfig=${mesh}`,
    '--clusterID=Kubernetes',
    '--namespace=istio-system',
    `--httpAddr=127.0.0.1:${http}`,
    ...listWebhookArguments(options.certificate, authority, https),
    `--grpcAddr=127.0.0.1:${grpc}`,
    '--secureGRPCAddr=',
    `--monitoringAddr=127.0.0.1:${monitoring}`,
    '--ctrlz_port=0',
    '--registries=Kubernetes',
  ]
  const environment = {
    POD_NAME: 'istiod-real',
    POD_NAMESPACE: 'istio-system',
    CLUSTER_ID: 'Kubernetes',
    ENABLE_CA_SERVER: 'false',
    PILOT_CERT_PROVIDER: 'none',
    INJECTION_WEBHOOK_CONFIG_NAME: '',
    VALIDATION_WEBHOOK_CONFIG_NAME: '',
    HOME: options.folder,
    ...(options.ambient ? { PILOT_ENABLE_AMBIENT: 'true' } : {}),
  }
  const url = `http://127.0.0.1:${http}`
  const start = async () => {
    const server = startProcess('istiod', command, environment)
    await waitUntilReady(server, () => answersOk(`${url}/ready`))
    return server
  }
  let server: ServerProcess = await start()
  return {
    url,
    monitoringUrl: `http://127.0.0.1:${monitoring}`,
    webhookUrl: `https://127.0.0.1:${https}/validate`,
    crash: () => server.kill(),
    recover: async () => {
      server = await start()
    },
    stop: () => server.stop(),
  }
}

function listWebhookArguments(
  files: CertificateFiles | undefined,
  authority: string,
  port: number,
): readonly string[] {
  if (!files) return ['--httpsAddr=']
  const { certificate, key } = files
  return [
    `--httpsAddr=127.0.0.1:${port}`,
    `--tlsCertFile=${certificate}`,
    `--tlsKeyFile=${key}`,
    `--caCertFile=${authority}`,
  ]
}
