import { Buffer } from 'node:buffer'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createUsers } from '#demo/kubernetes/users.ts'
import { type AskAdmin, askAs } from '#e2e/real/fidelity/kubernetes/load-cluster.ts'
import { startControlPlane } from '#e2e/real/servers/control-plane.ts'
import { startIstiod } from '#e2e/real/servers/istiod.ts'
import { loadDefinitions } from '#e2e/real/servers/load-definitions.ts'
import type { Programs } from '#e2e/real/servers/programs.ts'

export interface WebhookCluster {
  readonly admin: AskAdmin
  stop(): Promise<void>
}

const webhooks = '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations'

/** The rule by which Istio's own chart registers istiod (manifests/charts/istio-control/istio-discovery, `validatingwebhookconfiguration`). */
const rule = {
  operations: ['CREATE', 'UPDATE'],
  apiGroups: ['security.istio.io', 'networking.istio.io', 'telemetry.istio.io', 'extensions.istio.io'],
  apiVersions: ['*'],
  resources: ['*'],
}

/** A real API server with the CRDs of Istio and Gateway API that asks a real istiod of each write, and the namespace `bookinfo`. */
export async function openWebhookCluster(
  programs: Pick<Programs, 'etcd' | 'kubernetes' | 'istiod'>,
): Promise<WebhookCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'vardia-webhook-'))
  const users = createUsers()
  const started: { stop(): Promise<void> }[] = []
  const stop = async () => {
    for (const server of started.splice(0).reverse()) await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const controlPlane = await startControlPlane({ programs, folder, users })
    started.push(controlPlane)
    const admin = askAs(controlPlane, users.find(({ name }) => name === 'admin')?.token ?? '')
    await loadDefinitions(admin, (all) => all)
    await create(admin, '/api/v1/namespaces', {
      ...{ apiVersion: 'v1', kind: 'Namespace' },
      metadata: { name: 'bookinfo' },
    })
    const istiod = await startIstiod({
      program: programs.istiod,
      folder,
      kubeconfigPath: controlPlane.kubeconfigPath,
      // What the API server shows by itself is good for all of 127.0.0.1.
      certificate: {
        certificate: join(folder, 'certs/apiserver.crt'),
        key: join(folder, 'certs/apiserver.key'),
      },
    })
    started.push(istiod)
    await create(admin, webhooks, buildRegistration(istiod.webhookUrl, controlPlane.certificate))
    await waitForWebhook(admin)
    return { admin, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function buildRegistration(url: string, certificate: string) {
  return {
    ...{ apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingWebhookConfiguration' },
    metadata: { name: 'istiod' },
    webhooks: [
      {
        ...{ name: 'validation.istio.io', failurePolicy: 'Fail', sideEffects: 'None' },
        clientConfig: { url, caBundle: Buffer.from(certificate).toString('base64') },
        rules: [rule],
        admissionReviewVersions: ['v1'],
      },
    ],
  }
}

async function create(admin: AskAdmin, path: string, body: object): Promise<void> {
  const { status, body: made } = await admin(path, 'POST', body)
  if (status !== 201) throw new Error(`the cluster refuses ${path}: ${status} ${Object(made).message}`)
}

const patienceMs = 60_000

/** The API server begins to ask a webhook some moments after it was registered. */
async function waitForWebhook(admin: AskAdmin): Promise<void> {
  const untilMs = Date.now() + patienceMs
  const path = '/apis/networking.istio.io/v1/namespaces/bookinfo/sidecars?dryRun=All'
  const refused = {
    ...{ apiVersion: 'networking.istio.io/v1', kind: 'Sidecar', metadata: { name: 'probe' } },
    spec: { egress: [{ hosts: [] }] },
  }
  for (;;) {
    const { status, body } = await admin(path, 'POST', refused)
    if (status !== 201 && /denied the request/.test(Object(body).message)) return
    if (Date.now() > untilMs) throw new Error(`istiod is not asked: ${status} ${Object(body).message}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
