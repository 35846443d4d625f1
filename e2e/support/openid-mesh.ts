import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { inject } from 'vitest'
import {
  clientId,
  clientSecret,
  startProvider,
  type TestProvider,
} from '#demo/openid/provider.test-support.ts'
import { findFreePorts } from '#demo/testing/free-ports.ts'
import { connectMesh } from '#e2e/real/servers/mesh-control.ts'
import {
  makeCertificate,
  startTrustingApiServer,
  type TrustingApiServer,
} from '#e2e/real/servers/trusting-api-server.ts'
import type { MortalMesh } from '#e2e/real/servers/types.ts'
import { type RunningConsole, startConsole } from '#e2e/support/start-console.ts'

/** Consoles over the run's real mesh, by an API server that trusts a real OpenID provider. */
export interface RunningOpenidMesh {
  readonly real: MortalMesh
  readonly api: TrustingApiServer
  readonly provider: TestProvider
  /** Asks with the person's ID token. */
  readonly console: RunningConsole
  /** Asks by its own account in the person's name. */
  readonly impersonating: RunningConsole
  stop(): Promise<void>
}

/** What names of the provider's people and groups begin with in the cluster. */
export const prefix = 'oidc:'

/** @param idTokenSeconds how long the next ID token holds */
export async function startOpenidMesh(
  groups: Readonly<Record<string, readonly string[]>>,
  idTokenSeconds: () => number,
): Promise<RunningOpenidMesh> {
  const real = await connectMesh(inject('realMeshUrl'))
  const [first = 0, second = 0] = await findFreePorts(2)
  const folder = join(tmpdir(), `vardia-openid-${first}`)
  const started: { stop(): Promise<unknown> }[] = []
  const keep = <Server extends { stop(): Promise<unknown> }>(server: Server): Server => {
    started.unshift(server)
    return server
  }
  const stop = async () => {
    for (const server of started.splice(0)) await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const { key, cert, certPath } = await makeCertificate(folder)
    // This process follows the provider's redirects too.
    setDefaultCACertificates([...getCACertificates('default'), cert])
    const homes = [first, second].map((port) => `http://127.0.0.1:${port}`)
    const provider = keep(
      await startProvider(
        homes.map((home) => `${home}/sign-in/callback`),
        groups,
        { tls: { key, cert }, idTokenSeconds, afterSignOut: homes.map((home) => `${home}/sign-in`) },
      ),
    )
    const api = keep(
      await startTrustingApiServer({
        kubernetes: real.kubernetesProgram,
        etcdUrl: real.etcdUrl,
        folder: join(folder, 'api'),
        users: real.users,
        issuer: { url: provider.issuer, audience: clientId, certificate: cert },
        prefix,
      }),
    )
    const open = async (port: number, actsBy: string) =>
      keep(
        await startConsole({
          KUBECONFIG: api.kubeconfigPath,
          PORT: String(port),
          NODE_EXTRA_CA_CERTS: certPath,
          VARDIA_AUTH: 'openid',
          VARDIA_PUBLIC_URL: `http://127.0.0.1:${port}`,
          VARDIA_OPENID_ISSUER: provider.issuer,
          VARDIA_OPENID_CLIENT_ID: clientId,
          VARDIA_OPENID_CLIENT_SECRET: clientSecret,
          VARDIA_OPENID_ACTS_BY: actsBy,
          VARDIA_OPENID_SIGN_OUT: 'provider-and-back',
          VARDIA_PROMETHEUS_URL: real.prometheusUrl,
          VARDIA_ISTIOD_URL: real.istiodMonitoringUrl,
          VARDIA_CHECK_OUTPUT: 'true',
        }),
      )
    const [console, impersonating] = [await open(first, 'id-token'), await open(second, 'impersonation')]
    return { real, api, provider, console, impersonating, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Signs in without a browser. Gives the Cookie header of the session. */
export async function signInByRedirects(
  { url }: RunningConsole,
  provider: TestProvider,
  account: string,
): Promise<string> {
  const begun = await fetch(`${url}/api/v1/sign-in/openid`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  })
  const { location } = Object(await begun.json())
  const proof = begun.headers.getSetCookie()[0]?.split(';', 1)[0] ?? ''
  const back = await fetch(await provider.signIn(String(location), account), {
    redirect: 'manual',
    headers: { cookie: proof, accept: 'text/html' },
  })
  const session = back.headers.getSetCookie().find((cookie) => /^vardia-\d+=[^;]/.test(cookie))
  if (!session) throw new Error(`nobody was signed in: ${back.status} ${await back.text()}`)
  return session.split(';', 1)[0] ?? ''
}
