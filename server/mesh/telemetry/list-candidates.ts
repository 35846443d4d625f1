import {
  type FindRule,
  type FoundSource,
  findRules,
  type RuledSource,
  type ServiceFacts,
  type ServicePortFacts,
} from '#server/mesh/telemetry/rules.ts'

/** A Service that a source may be behind, and why. */
export interface Candidate<Source extends RuledSource = FoundSource> {
  readonly source: Source
  readonly rule: string
  readonly product: string
  readonly service: ServiceFacts
  readonly port: ServicePortFacts
  /** Where its API begins; '' for the root. */
  readonly path: string
  /** One of Istio's sample add-ons (`samples/addons`), which keep nothing and are made for no load. */
  readonly sample: boolean
  /** Of istiod. */
  readonly revision?: string
}

/** Names of the Services of Istio's `samples/addons`, all of which are in istiod's namespace. */
const sampleNames: ReadonlySet<string> = new Set(['prometheus', 'grafana', 'tracing', 'jaeger', 'kiali'])

/**
 * The Services that may be a source, in the order in which they are to be tried: by rule, Istio's sample after what an
 * operator has set up, then by place. Each Service is there once, by its first rule.
 */
export function listCandidates<Source extends RuledSource>(
  services: readonly ServiceFacts[],
  source: Source,
  rootNamespace: string,
): readonly Candidate<Source>[] {
  const rules = findRules.filter((rule) => rule.source === source)
  return services
    .flatMap((service) => {
      const index = rules.findIndex((rule) => rule.matches(service))
      const rule = rules[index]
      const port = rule && choosePort(rule, service)
      if (!rule || !port) return []
      return [{ index, candidate: { ...buildCandidate(rule, service, port, rootNamespace), source } }]
    })
    .sort(
      (a, b) =>
        Number(a.candidate.sample) - Number(b.candidate.sample) ||
        a.index - b.index ||
        (placeOf(a.candidate) < placeOf(b.candidate) ? -1 : 1),
    )
    .map(({ candidate }) => candidate)
}

function buildCandidate(
  rule: FindRule,
  service: ServiceFacts,
  port: ServicePortFacts,
  rootNamespace: string,
): Omit<Candidate, 'source'> {
  return {
    rule: rule.id,
    product: rule.product,
    service,
    port,
    path: rule.path ?? '',
    sample: service.namespace === rootNamespace && sampleNames.has(service.name),
    ...(rule.source === 'istiod' ? { revision: service.labels['istio.io/rev'] ?? 'default' } : {}),
  }
}

/** A rule's ports in its order; of a Service with one port, that one. */
function choosePort({ ports }: FindRule, service: ServiceFacts): ServicePortFacts | undefined {
  for (const wanted of ports) {
    const found = service.ports.find(({ name, port }) => name === wanted || port === wanted)
    if (found) return found
  }
  return service.ports.length === 1 ? service.ports[0] : undefined
}

const placeOf = ({ service }: Pick<Candidate, 'service'>) => `${service.namespace}/${service.name}`

/**
 * Namespaces that the sources are usually in, for who may not list the Services of all: the root namespace, the viewer's
 * own, and those that the projects' documents install into.
 */
export function listUsualNamespaces(rootNamespace: string, own: readonly string[]): readonly string[] {
  const usual = ['istio-system', 'monitoring', 'prometheus', 'observability', 'tracing', 'grafana']
  return [...new Set([rootNamespace, ...own, ...usual])]
}
