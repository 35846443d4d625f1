import { X509Certificate } from 'node:crypto'
import { readKubeconfig } from '#server/adapters/kubernetes/connection/kubeconfig.ts'
import { openIdentities } from '#server/adapters/kubernetes/identities.ts'
import { problemOf } from '#server/adapters/kubernetes/problems.ts'
import type { Config } from '#server/config/schema.ts'
import { Problem } from '#server/problem.ts'

const answerMs = 10_000

export interface Cluster {
  readonly address: string
  readonly identity: string
}

/**
 * Asks the cluster one question, so that a wrong kubeconfig, an API server that is away and credentials that do not
 * hold are told at once instead of tried again and again. Throws a Problem; where the answer is that the person may not
 * ask, somebody answers, and that is enough here.
 */
export async function readCluster(config: Config, signal: AbortSignal): Promise<Cluster> {
  const identities = openIdentities(config)
  const { address, identity } = identities.reading
  try {
    await identities.reading.ask({ path: '/version', signal, deadlineMs: answerMs })
  } catch (error) {
    const problem = problemOf(error)
    if (problem.code !== 'kubernetes-forbidden') throw findExpiry(config, identity) ?? problem
  } finally {
    identities.close()
  }
  return { address, identity }
}

/** A server says of an expired certificate only that it knows nobody, or breaks off the handshake. */
function findExpiry(config: Config, identity: string): Problem | undefined {
  const pem = readKubeconfig(config.KUBECONFIG).contexts.get(identity)?.user.cert
  const until = pem && readValidTo(pem)
  if (!until || until.getTime() > Date.now()) return undefined
  return new Problem({
    kind: 'forbidden',
    code: 'kubernetes-certificate-expired',
    params: { identity, until: until.toISOString() },
    adapter: 'kubernetes',
  })
}

function readValidTo(pem: Buffer): Date | undefined {
  try {
    return new X509Certificate(pem).validToDate
  } catch {
    // Not a certificate: the server's own words are all there is to say.
    return undefined
  }
}
