import type { certificates, HeldCertificate } from '#contract/certificates.ts'
import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { Notice } from '#contract/words.ts'
import {
  buildCertificates,
  findTrustDomain,
  type JudgedAuthority,
  type JudgedCertificate,
  type JudgedWorkload,
} from '#server/mesh/certificates/build-certificates.ts'
import type { Expiry } from '#server/mesh/certificates/build-expiries.ts'
import type { Life } from '#server/mesh/certificates/judge-life.ts'
import type { CertificateFacts } from '#server/mesh/objects/certificate.ts'
import { listWorkloads, listWorkloadsOfNamespace } from '#server/mesh/objects/workloads.ts'
import { buildCertificateQueries, type CertificateFact } from '#server/mesh/promql/certificate-queries.ts'
import { isProblem } from '#server/problem.ts'
import type { UseCase, UseCaseContext } from '#server/usecases/context.ts'
import { askPrometheus, isFailed, tellFailure } from '#server/usecases/stages/ask-prometheus.ts'
import { chooseNamespaces } from '#server/usecases/stages/choose-namespaces.ts'
import { gatherCertificates } from '#server/usecases/stages/gather-certificates.ts'
import { readBounds } from '#server/usecases/stages/read-bounds.ts'
import { readQueryScope } from '#server/usecases/stages/read-query-scope.ts'
import { readView } from '#server/usecases/stages/read-view.ts'
import { keepAnswer, recallAnswer } from '#server/usecases/stages/recent-answers.ts'
import { seesMeshConfig } from '#server/usecases/stages/sees-mesh-config.ts'
import { tellCluster } from '#server/usecases/stages/tell-cluster.ts'
import { wordFinding } from '#server/words.ts'

type Answer = CallOutput<typeof certificates>

/** Certificates change by the hour; asking the proxies costs the API server a port-forward each. */
const keptMs = 60_000

/**
 * Identities and certificates of the chosen namespaces. The cluster's objects are essential; of proxies, the root and
 * Prometheus each may fail, with a notice. Throws Problem not-found when none of the asked namespaces is visible.
 */
export const readCertificates: UseCase<CallArguments<typeof certificates>, Answer> = async (
  input,
  context,
) => {
  const { adapters, nowMs } = context
  const view = await readView(context)
  const { cut, whole, access, labels } = view
  const key = `certificates ${JSON.stringify([access.viewer, input])}`
  const recent = recallAnswer<Answer>(cut, key, nowMs)
  if (recent) return recent
  const status = adapters.kubernetes.status()
  const chosen = chooseNamespaces(input.namespaces, view)
  const names = [...chosen.asked].sort()
  const workloads = names
    .flatMap((namespace) => listWorkloadsOfNamespace(cut, namespace, labels))
    .filter(({ mode, role }) => mode !== 'none' || role === 'gateway' || role === 'waypoint')
    .filter(({ role }) => role !== 'ztunnel' && role !== 'control-plane')
  const ztunnels = listWorkloads(cut, labels).filter(({ role }) => role === 'ztunnel')
  const [proxies, root, told] = await Promise.all([
    gatherCertificates(
      workloads,
      ztunnels.flatMap(({ pods }) => pods),
      context,
    ),
    readRoot([cut.rootNamespace, ...names], context),
    readMetrics(chosen.all ? undefined : names, context),
  ])
  const mesh = seesMeshConfig(cut, whole) ? adapters.kubernetes.readMeshConfig(cut) : undefined
  const trustDomain = mesh?.trustDomain ?? findTrustDomain(proxies.told)
  const built = buildCertificates({
    workloads,
    told: proxies.told,
    agents: told.agents,
    handedOut: root ?? [],
    trustDomain,
    trustDomainAliases: mesh?.trustDomainAliases ?? [],
    nowMs,
  })
  const answer: Answer = {
    asOf: new Date(nowMs).toISOString(),
    ...(trustDomain === undefined ? {} : { trustDomain }),
    ...(mesh ? { trustDomainAliases: [...mesh.trustDomainAliases] } : {}),
    istiod: told.istiod,
    authorities: built.authorities.map((authority) => presentAuthority(authority, root)),
    workloads: built.workloads.map(presentWorkload),
    expiries: built.expiries.map(presentExpiry),
    proxies: proxies.proxies,
    notices: [...tellCluster(status, nowMs), ...chosen.notices, ...proxies.notices, ...told.notices],
  }
  const isWhole = proxies.proxies.told === proxies.proxies.all && told.notices.length === 0
  if (isWhole) keepAnswer(cut, key, answer, { nowMs, untilMs: nowMs + keptMs })
  return answer
}

/** The mesh's roots, where one of the first namespaces lets them be read: they are the same in each. */
async function readRoot(
  namespaces: readonly string[],
  { adapters, session, signal }: UseCaseContext,
): Promise<readonly CertificateFacts[] | undefined> {
  for (const namespace of namespaces.slice(0, 3))
    try {
      const roots = await adapters.kubernetes.readRootCertificates(session.viewer, namespace, signal)
      if (roots.length > 0) return roots
    } catch (error) {
      if (signal.aborted || !isProblem(error)) throw error
    }
  return undefined
}

async function readMetrics(namespaces: readonly string[] | undefined, context: UseCaseContext) {
  const { config, nowMs } = context
  const answers = await askPrometheus<CertificateFact>(
    buildCertificateQueries(namespaces, readQueryScope(config)),
    nowMs,
    context,
    await readBounds(context),
  )
  const read = (fact: CertificateFact) => {
    const samples = answers.get(fact)
    return samples && !isFailed(samples) ? samples : []
  }
  const moment = (fact: CertificateFact) => {
    const [sample] = read(fact)
    const isMoment = sample && sample.value > 0 && sample.value < 1e11
    return isMoment ? new Date(sample.value * 1000).toISOString() : undefined
  }
  const failure = [...answers.values()].find(isFailed)?.failure
  const rootEnds = moment('root')
  const chainEnds = moment('chain')
  const notices: Notice[] = failure
    ? [
        {
          ...wordFinding('notice', 'certificates-without-metrics', { reason: tellFailure(failure) }),
          severity: 'info',
          adapter: 'prometheus',
        },
      ]
    : []
  return {
    agents: new Map(
      read('agents')
        .filter(({ value }) => Number.isFinite(value) && Math.abs(value) < 1e11)
        .map(({ metric, value }) => [`${metric['namespace']}/${metric['pod']}`, nowMs + value * 1000]),
    ),
    istiod: { ...(rootEnds ? { rootEnds } : {}), ...(chainEnds ? { chainEnds } : {}) },
    notices,
  }
}

function presentExpiry({ firstMs, names, ...expiry }: Expiry): Answer['expiries'][number] {
  return { ...expiry, names: [...names], first: new Date(firstMs).toISOString() }
}

function presentLife({ state, reasons }: Life, notAfterMs: number, facts: CertificateFacts | undefined) {
  return {
    ...(facts ? { notBefore: new Date(facts.notBeforeMs).toISOString() } : {}),
    notAfter: new Date(notAfterMs).toISOString(),
    state,
    reasons: reasons.map(({ code, params }) => wordFinding('finding', code, params)),
  }
}

function presentAuthority(authority: JudgedAuthority, root: readonly CertificateFacts[] | undefined) {
  const { facts, role, heldBy } = authority
  const { subject, issuer, serial, fingerprint, notAfterMs } = facts
  return {
    ...presentLife(authority, notAfterMs, facts),
    ...{ role, subject, issuer, serial, fingerprint, heldBy },
    ...(root ? { handedOut: root.some((one) => one.fingerprint === fingerprint) } : {}),
  }
}

function presentWorkload({ workload, identity, certificates, conflicts }: JudgedWorkload) {
  const { namespace, kind, name, mode, role, pods } = workload
  return {
    ...{ namespace, kind, name, role, identity },
    dataPlane: mode,
    pods: pods.length,
    certificates: certificates.map(presentCertificate),
    conflicts: conflicts.map(({ code, params }) => wordFinding('finding', code, params)),
  }
}

function presentCertificate(certificate: JudgedCertificate): HeldCertificate {
  const { role, pod, names, secret, facts, notAfterMs, toldBy } = certificate
  return {
    ...presentLife(certificate, notAfterMs, facts),
    ...{ role, pod, toldBy },
    names: [...names],
    ...(secret === undefined ? {} : { secret }),
    ...(facts ? { issuer: facts.issuer, serial: facts.serial } : {}),
  }
}
