import type { Notice } from '#contract/words.ts'
import type { ToldSecrets } from '#server/mesh/certificates/build-certificates.ts'
import { parseIdentity } from '#server/mesh/certificates/parse-identity.ts'
import type { HeldSecret } from '#server/mesh/objects/certificate.ts'
import type { Pod } from '#server/mesh/objects/types.ts'
import type { Workload } from '#server/mesh/objects/workloads.ts'
import { isProblem, type Problem } from '#server/problem.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'
import { tellFailure } from '#server/usecases/stages/ask-prometheus.ts'
import { wordFinding } from '#server/words.ts'

/** Each is a port-forward through the API server: a page must not cost it hundreds. */
const mostProxies = 60
const mostAtOnce = 8
/** The others' answers are worth more than the last one's. */
const patienceMs = 9_000

interface Question {
  readonly pod: Pod
  readonly kind: 'envoy' | 'ztunnel'
  /** Whom its answer is about: of a ztunnel the ambient workloads of its node. */
  readonly workloads: readonly Workload[]
}

export interface GatheredCertificates {
  readonly told: readonly ToldSecrets[]
  readonly proxies: { readonly told: number; readonly all: number }
  readonly notices: readonly Notice[]
}

/** Asks the proxies of the workloads what they hold, as the viewer, one of each workload before the second of any. */
export async function gatherCertificates(
  workloads: readonly Workload[],
  ztunnels: readonly Pod[],
  { adapters, session, signal }: UseCaseContext,
): Promise<GatheredCertificates> {
  const questions = [...listZtunnels(workloads, ztunnels), ...listEnvoys(workloads)]
  const asked = questions.slice(0, mostProxies)
  const patience = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)])
  const failures: Problem[] = []
  const told: ToldSecrets[] = []
  let late = 0
  let answered = 0
  const waiting = asked.values()
  const work = async () => {
    for (const { pod, kind, workloads: about } of waiting) {
      const { namespace, name } = pod.metadata
      try {
        const secrets = await adapters.kubernetes.readProxyCertificates(
          session.viewer,
          { namespace, pod: name, kind },
          patience,
        )
        answered += 1
        told.push(...about.flatMap((workload) => attribute(workload, { pod: name, kind, secrets })))
      } catch (error) {
        signal.throwIfAborted()
        if (isProblem(error)) failures.push(error)
        else if (patience.aborted) late += 1
        else throw error
      }
    }
  }
  await Promise.all(Array.from({ length: mostAtOnce }, work))
  const left = questions.length - asked.length + late
  return {
    told: told.sort((a, b) => (a.pod < b.pod ? -1 : 1)),
    proxies: { told: answered, all: questions.length },
    notices: [
      ...tellFailures(failures),
      ...(left > 0 ? [tell('certificates-unasked', { count: left, most: mostProxies }, 'info')] : []),
    ],
  }
}

function listEnvoys(workloads: readonly Workload[]): Question[] {
  const proxied = workloads.filter(
    ({ mode, role }) => mode === 'sidecar' || mode === 'mixed' || role === 'gateway' || role === 'waypoint',
  )
  const ranked = proxied.flatMap((workload) =>
    workload.pods
      .filter(runs)
      .filter((pod) => pod.spec.containers.some(({ name }) => name === 'istio-proxy'))
      .map((pod, rank) => ({ rank, question: { pod, kind: 'envoy' as const, workloads: [workload] } })),
  )
  return ranked.sort((a, b) => a.rank - b.rank).map(({ question }) => question)
}

/** The ztunnels of the nodes on which ambient workloads run; who may not see those of the mesh's namespace asks none. */
function listZtunnels(workloads: readonly Workload[], ztunnels: readonly Pod[]): Question[] {
  const ambient = workloads.filter(({ mode, role }) => mode === 'ambient' && role === 'application')
  return ztunnels.filter(runs).flatMap((pod) => {
    const node = pod.spec.nodeName
    const about = ambient.filter(({ pods }) => pods.some(({ spec }) => spec.nodeName === node))
    return node === undefined || about.length === 0 ? [] : [{ pod, kind: 'ztunnel', workloads: about }]
  })
}

const runs = ({ status }: Pod) => status.phase === 'Running'

/** Of a ztunnel what it holds for this workload alone: its node's others may be nobody's business here. */
function attribute(
  workload: Workload,
  { pod, kind, secrets }: { pod: string; kind: Question['kind']; secrets: readonly HeldSecret[] },
): ToldSecrets[] {
  if (kind === 'envoy') return [{ workload, pod, by: 'proxy', secrets }]
  const own = secrets.filter(({ name }) => {
    const identity = parseIdentity(name)
    return identity?.namespace === workload.namespace && identity.serviceAccount === workload.serviceAccount
  })
  return own.length > 0 ? [{ workload, pod, by: 'ztunnel', secrets: own }] : []
}

/** Once for each kind of failure, with how many proxies it was. */
function tellFailures(failures: readonly Problem[]): readonly Notice[] {
  return [...Map.groupBy(failures, ({ code }) => code).values()].flatMap((same) => {
    const [first] = same
    return first
      ? [tell('certificates-untold', { count: same.length, reason: tellFailure(first) }, 'warning')]
      : []
  })
}

function tell(
  code: string,
  params: Readonly<Record<string, string | number>>,
  severity: Notice['severity'],
): Notice {
  return { ...wordFinding('notice', code, params), severity, adapter: 'kubernetes' }
}
