import type { Setup, SetupSource } from '#contract/setup.ts'
import manifest from '#package.json' with { type: 'json' }
import type { KubernetesStatus } from '#server/adapters/kubernetes/types.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'
import { askEach } from '#server/usecases/stages/ask-each.ts'
import { describeSession } from '#server/usecases/stages/describe-session.ts'
import { presentConfigured, presentFinding, presentOfFiles } from '#server/usecases/stages/present-found.ts'
import { tellCluster } from '#server/usecases/stages/tell-cluster.ts'
import { wordFinding, wordKey } from '#server/words.ts'

const lookPatienceMs = 10_000

/**
 * What the console found and how it reaches it, with what mends each thing that is missing. It asks each source, and
 * waits for a look that is under way, both at most ten seconds, and answers whatever is down.
 */
export async function describeSetup(context: UseCaseContext): Promise<Setup> {
  const { adapters, config, session, nowMs } = context
  await askEach(context)
  const status = adapters.kubernetes.status()
  const [described, sources] = await Promise.all([
    describeSession(context, session.viewer.identity),
    listSources(context),
  ])
  return {
    asOf: new Date(nowMs).toISOString(),
    console: { version: manifest.version, mayWrite: described.user.mayWrite },
    cluster: { name: config.VARDIA_CLUSTER_NAME, identity: session.user.name },
    scope: presentScope(status),
    sources: [presentCluster(status), ...sources],
    notices: [...tellCluster(status, nowMs)],
  }
}

async function listSources(context: UseCaseContext): Promise<SetupSource[]> {
  const { adapters, config, signal } = context
  const { finders = {} } = adapters
  const patience = AbortSignal.any([signal, AbortSignal.timeout(lookPatienceMs)])
  const configured = {
    prometheus: config.VARDIA_PROMETHEUS_URL,
    tracing: config.VARDIA_TRACING_URL,
    grafana: config.VARDIA_GRAFANA_URL,
    perses: config.VARDIA_PERSES_URL,
    istiod: config.VARDIA_ISTIOD_URL[0],
  }
  const names = ['prometheus', 'tracing', 'grafana', 'perses', 'istiod'] as const
  const { files } = adapters.kubernetes.status()
  const found = await Promise.all(
    names.map(async (name) => {
      const finder = finders[name]
      if (files && !configured[name]) return [presentOfFiles(name, files, readStatus(name, context))]
      if (!finder) return [presentConfigured(name, configured[name], readStatus(name, context))]
      const findings = await finder.look(patience).catch(() => finder.findings())
      return findings.map((finding) => presentFinding(finding, context.session.user.name))
    }),
  )
  return found.flat().filter(isWorthTelling)
}

/** Few have a Perses, and who has none lacks nothing. */
function isWorthTelling({ name, state }: SetupSource): boolean {
  return name !== 'perses' || (state !== 'missing' && state !== 'off' && state !== 'looking')
}

function readStatus(name: string, { adapters }: UseCaseContext) {
  if (name === 'istiod') return adapters.istiod?.status()
  if (name === 'tracing') return adapters.tracing?.status()
  return name === 'prometheus' ? adapters.prometheus?.status() : undefined
}

function presentScope({ namespaces }: KubernetesStatus): Setup['scope'] {
  if (!namespaces)
    return { kind: 'cluster', namespaces: [], says: wordFinding('finding', 'scope-cluster', {}) }
  const params = { count: namespaces.length, names: namespaces.join(', ') }
  return {
    kind: 'namespaces',
    namespaces: [...namespaces],
    says: wordFinding('finding', 'scope-namespaces', params),
  }
}

function presentCluster({ state, address, version, problem, files }: KubernetesStatus): SetupSource {
  const isWell = state !== 'down'
  const params = files ? { address, date: new Date(files.takenMs).toISOString() } : { address }
  return {
    name: 'kubernetes',
    state: isWell ? 'found' : problem?.kind === 'forbidden' ? 'forbidden' : 'unhealthy',
    ...(files ? {} : { by: 'url' as const }),
    ...(address ? { address } : {}),
    product: 'Kubernetes',
    ...(version ? { version } : {}),
    sample: false,
    says:
      isWell || !problem
        ? wordFinding('finding', files ? 'setup-files' : 'setup-cluster', params)
        : {
            code: problem.code,
            params: problem.params,
            text: wordKey(`problem.${problem.code}.detail`, problem.params),
          },
    ...(!isWell && problem?.cause instanceof Error ? { cause: problem.cause.message.slice(0, 500) } : {}),
    cures: isWell
      ? []
      : [
          { by: 'setting', value: 'KUBECONFIG=FILE' },
          { by: 'flag', value: '--kubeconfig FILE --context NAME' },
        ],
  }
}
