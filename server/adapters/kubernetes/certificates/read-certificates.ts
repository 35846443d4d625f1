import * as http from 'node:http'
import { parseCertificates } from '#server/adapters/kubernetes/certificates/parse-certificates.ts'
import {
  parseEnvoySecrets,
  parseZtunnelSecrets,
} from '#server/adapters/kubernetes/certificates/parse-dumps.ts'
import type { Connection } from '#server/adapters/kubernetes/connection/open-connection.ts'
import { readResource } from '#server/adapters/kubernetes/objects/read-resource.ts'
import { openTunnel } from '#server/adapters/kubernetes/reach/open-tunnel.ts'
import { sendRequest } from '#server/adapters/upstream/send-request.ts'
import { createTextReader, type NoAnswerProblems } from '#server/adapters/upstream/text-reader.ts'
import type { CertificateFacts, HeldSecret } from '#server/mesh/objects/certificate.ts'
import { Problem } from '#server/problem.ts'

/** The admin interface of Envoy and of ztunnel, which listens within the pod alone (istio.io, "Application Requirements"). */
const adminPort = 15_000
const deadlineMs = 5_000

/** ztunnel tells all that it knows at once, of Envoy the secrets alone are asked for (envoyproxy.io, "Administration"). */
const questions = {
  envoy: { path: '/config_dump?resource=dynamic_active_secrets', limitBytes: 2 * 1024 * 1024 },
  ztunnel: { path: '/config_dump', limitBytes: 24 * 1024 * 1024 },
} as const

/** See `KubernetesAdapter.readProxyCertificates`. Throws ApiFailure or Problem. */
export async function readProxyCertificates(
  connection: Connection,
  {
    namespace,
    pod,
    kind,
  }: { readonly namespace: string; readonly pod: string; readonly kind: 'envoy' | 'ztunnel' },
  signal: AbortSignal,
): Promise<readonly HeldSecret[]> {
  const { path, limitBytes } = questions[kind]
  const tunnel = await openTunnel(connection, { namespace, pod, port: adminPort }, signal)
  try {
    const reader = createTextReader(
      {
        place: { address: `${namespace}/${pod}:${adminPort}` },
        fetchPath: (asked, { signal: until }) =>
          sendRequest(
            http.request({ createConnection: () => tunnel, path: asked, headers: { host: 'localhost' } }),
            until,
          ),
      },
      problems,
    )
    const answer = await reader.read({ path, deadlineMs, limitBytes, signal })
    const secrets =
      answer.status === 200
        ? kind === 'envoy'
          ? parseEnvoySecrets(answer.text)
          : parseZtunnelSecrets(answer.text)
        : undefined
    if (!secrets) throw describe('proxy-garbled', 'unavailable', { pod: `${namespace}/${pod}` })
    return secrets
  } finally {
    tunnel.destroy()
  }
}

/** See `KubernetesAdapter.readRootCertificates`. */
export async function readRootCertificates(
  connection: Connection,
  namespace: string,
  signal: AbortSignal,
): Promise<readonly CertificateFacts[]> {
  const name = 'istio-ca-root-cert'
  const found = await readResource(
    connection,
    { apiVersion: 'v1', plural: 'configmaps', namespace, name },
    signal,
  )
  // core/v1 ConfigMap: a map of texts, where it has any.
  const data = found?.['data'] as Readonly<Record<string, unknown>> | undefined
  const pem = data?.['root-cert.pem']
  return typeof pem === 'string' ? parseCertificates(pem) : []
}

const problems: NoAnswerProblems = {
  unreachable: ({ address }, cause) => describe('proxy-unreachable', 'unavailable', { pod: address }, cause),
  timeout: ({ address }, seconds) => describe('proxy-timeout', 'timeout', { pod: address, seconds }),
  tooLarge: ({ address }, kilobytes) => describe('proxy-too-large', 'refused', { pod: address, kilobytes }),
}

function describe(
  code: string,
  kind: Problem['kind'],
  params: Readonly<Record<string, string | number>>,
  cause?: unknown,
): Problem {
  return new Problem({
    kind,
    code,
    params,
    adapter: 'kubernetes',
    ...(cause === undefined ? {} : { cause }),
  })
}
