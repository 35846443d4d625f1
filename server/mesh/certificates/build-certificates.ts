import { buildExpiries, type Ending } from '#server/mesh/certificates/build-expiries.ts'
import { chooseMeshRoots, explainRoots } from '#server/mesh/certificates/compare-roots.ts'
import { type CertificateRole, judgeLife, type Life } from '#server/mesh/certificates/judge-life.ts'
import { formatIdentity, parseIdentity } from '#server/mesh/certificates/parse-identity.ts'
import type { Reason } from '#server/mesh/health/types.ts'
import type { CertificateFacts, HeldSecret } from '#server/mesh/objects/certificate.ts'
import type { Workload } from '#server/mesh/objects/workloads.ts'

/** What one pod's proxy, or a ztunnel for a workload of its node, told. */
export interface ToldSecrets {
  readonly workload: Workload
  readonly pod: string
  readonly by: 'proxy' | 'ztunnel'
  readonly secrets: readonly HeldSecret[]
}

interface CertificateInput {
  readonly workloads: readonly Workload[]
  readonly told: readonly ToldSecrets[]
  /** When the certificate of a pod (`namespace/name`) ends, as its agent says. */
  readonly agents: ReadonlyMap<string, number>
  readonly handedOut: readonly CertificateFacts[]
  /** Undefined where the mesh's settings are out of sight: then what a certificate shows is believed. */
  readonly trustDomain: string | undefined
  readonly trustDomainAliases: readonly string[]
  readonly nowMs: number
}

export interface JudgedCertificate extends Life {
  readonly role: 'workload' | 'served'
  readonly pod: string
  readonly names: readonly string[]
  readonly secret?: string
  readonly facts?: CertificateFacts
  readonly notAfterMs: number
  readonly toldBy: 'proxy' | 'ztunnel' | 'metrics'
}

export interface JudgedWorkload {
  readonly workload: Workload
  readonly identity: string
  readonly certificates: readonly JudgedCertificate[]
  readonly conflicts: readonly Reason[]
}

export interface JudgedAuthority extends Life {
  readonly role: 'root' | 'intermediate'
  readonly facts: CertificateFacts
  readonly heldBy: number
}

/** Everything that is known of the mesh's certificates, judged, the authorities by when they end. */
export function buildCertificates(input: CertificateInput) {
  const meshRoots = chooseMeshRoots(input.handedOut, input.told.map(listRoots))
  const byWorkload = Map.groupBy(input.told, ({ workload }) => workload)
  const workloads = input.workloads.map((workload) =>
    judgeWorkload(workload, byWorkload.get(workload) ?? [], meshRoots, input),
  )
  const authorities = listAuthorities(input)
  const endings: Ending[] = [
    ...authorities.map(({ role, facts }) => ({ role, name: facts.subject, notAfterMs: facts.notAfterMs })),
    ...workloads.flatMap(({ workload, certificates }) =>
      certificates.map(({ role, secret, notAfterMs }) => ({
        role,
        name: secret ?? `${workload.namespace}/${workload.name}`,
        notAfterMs,
      })),
    ),
  ]
  return { workloads, authorities, expiries: buildExpiries(endings, input.nowMs) }
}

function judgeWorkload(
  workload: Workload,
  told: readonly ToldSecrets[],
  meshRoots: readonly CertificateFacts[],
  { agents, trustDomainAliases, nowMs, ...input }: CertificateInput,
): JudgedWorkload {
  const { namespace, serviceAccount } = workload
  const trustDomain = input.trustDomain ?? findTrustDomain(input.told)
  const identity =
    trustDomain === undefined
      ? `ns/${namespace}/sa/${serviceAccount}`
      : formatIdentity({ trustDomain, namespace, serviceAccount })
  const certificates = told.flatMap((one) => judgeTold(one, nowMs))
  const tellers = new Set(certificates.map(({ pod }) => pod))
  const byAgents = workload.pods.flatMap(({ metadata: { name: pod } }) => {
    const notAfterMs = agents.get(`${namespace}/${pod}`)
    if (notAfterMs === undefined || tellers.has(pod)) return []
    const life = judgeLife({ notAfterMs }, 'workload', nowMs)
    return [{ ...life, role: 'workload' as const, pod, names: [], notAfterMs, toldBy: 'metrics' as const }]
  })
  const roots = told.flatMap((one) => explainRoots(listRoots(one), meshRoots))
  const identities = certificates
    .filter(({ role }) => role === 'workload')
    .flatMap(({ names }) => names)
    .flatMap((uri) => explainIdentity(uri, identity, trustDomainAliases))
  const faults = told.flatMap(({ pod, secrets }) =>
    secrets.flatMap(({ fault }) => (fault ? [{ code: 'certificate-fault', params: { pod, fault } }] : [])),
  )
  return {
    workload,
    identity,
    certificates: [...certificates, ...byAgents],
    conflicts: unique([...roots, ...identities, ...faults]),
  }
}

/** The domain of the first certificate of a workload that was told. */
export function findTrustDomain(told: readonly ToldSecrets[]): string | undefined {
  for (const { secrets } of told)
    for (const { chain } of secrets)
      for (const uri of chain[0]?.uris ?? []) {
        const identity = parseIdentity(uri)
        if (identity) return identity.trustDomain
      }
  return undefined
}

function explainIdentity(uri: string, expected: string, aliases: readonly string[]): Reason[] {
  if (uri === expected) return []
  const shown = parseIdentity(uri)
  const own = parseIdentity(expected)
  const isAlias =
    shown?.namespace === own?.namespace &&
    shown?.serviceAccount === own?.serviceAccount &&
    aliases.includes(shown?.trustDomain ?? '')
  return [{ code: isAlias ? 'certificate-alias' : 'certificate-identity', params: { shown: uri, expected } }]
}

function judgeTold({ pod, by, secrets }: ToldSecrets, nowMs: number): JudgedCertificate[] {
  return secrets.flatMap(({ name, chain }) => {
    const [own] = chain
    if (!own) return []
    const role = own.uris.some((uri) => parseIdentity(uri)) ? ('workload' as const) : ('served' as const)
    return [
      {
        ...judgeLife(own, role, nowMs),
        role,
        pod,
        names: role === 'workload' ? own.uris : own.dnsNames.length > 0 ? own.dnsNames : [own.subject],
        ...(role === 'served' ? { secret: name } : {}),
        facts: own,
        notAfterMs: own.notAfterMs,
        toldBy: by,
      },
    ]
  })
}

/** What a proxy checks the mesh's own peers by: Envoy's ROOTCA, ztunnel's roots of each identity. */
function listRoots({ by, secrets }: ToldSecrets): readonly CertificateFacts[] {
  return unique(
    secrets.filter(({ name }) => by === 'ztunnel' || name === 'ROOTCA').flatMap(({ roots }) => roots),
  )
}

/** Those that sign workloads' certificates: what is served to the outside is signed by whom the mesh need not know. */
function listAuthorities({ told, handedOut, nowMs }: CertificateInput): readonly JudgedAuthority[] {
  const found = new Map<
    string,
    { facts: CertificateFacts; role: 'root' | 'intermediate'; holders: Set<string> }
  >()
  const add = (facts: CertificateFacts, role: 'root' | 'intermediate', holder?: string) => {
    const known = found.get(facts.fingerprint) ?? { facts, role, holders: new Set<string>() }
    if (holder !== undefined) known.holders.add(holder)
    found.set(facts.fingerprint, known)
  }
  for (const root of handedOut) add(root, 'root')
  for (const one of told) {
    const holder = `${one.workload.namespace}/${one.pod}`
    for (const root of listRoots(one)) add(root, 'root', holder)
    for (const { chain } of one.secrets) {
      const [own, ...signers] = chain
      if (!own?.uris.some((uri) => parseIdentity(uri))) continue
      for (const signer of signers)
        add(signer, signer.subject === signer.issuer ? 'root' : 'intermediate', holder)
    }
  }
  return [...found.values()]
    .map(({ facts, role, holders }) => ({
      ...judgeLife(facts, role satisfies CertificateRole, nowMs),
      role,
      facts,
      heldBy: holders.size,
    }))
    .sort((a, b) => a.facts.notAfterMs - b.facts.notAfterMs)
}

function unique<Item>(items: readonly Item[]): Item[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()]
}
