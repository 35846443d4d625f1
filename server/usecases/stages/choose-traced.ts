import type { TracesInput } from '#contract/traces.ts'
import type { Notice } from '#contract/words.ts'
import { indexServices } from '#server/mesh/objects/services.ts'
import { listWorkloadsOfNamespace, type Workload } from '#server/mesh/objects/workloads.ts'
import type { ToldSpan } from '#server/mesh/traces/build-delays.ts'
import { Problem } from '#server/problem.ts'
import { chooseNamespaces } from '#server/usecases/stages/choose-namespaces.ts'
import type { TraceTeller } from '#server/usecases/stages/tell-trace.ts'

/** Whose traces are asked for. */
export interface Traced {
  readonly workloads: readonly Workload[]
  /** What a finding or notice calls it. */
  readonly name: string
  /** Whether a span is of what was asked for. */
  readonly isOf: (span: ToldSpan) => boolean
  readonly notices: readonly Notice[]
}

/**
 * The workloads whose traces are asked for. Throws Problem not-found for what is not there or not to be seen, in words
 * that do not say which, and invalid where the namespace of a workload, application or service is missing.
 */
export function chooseTraced(input: TracesInput, teller: TraceTeller): Traced {
  const { namespace } = input
  const name = input.workload ?? input.app ?? input.service
  if (name === undefined) return chooseWhole(input, teller)
  if (namespace === undefined)
    throw new Problem({
      kind: 'invalid',
      code: 'input-invalid',
      issues: [{ path: 'namespace', message: 'must say in which namespace it is' }],
    })
  const workloads = findMembers(input, namespace, teller)
  const names = new Set(workloads.map((workload) => workload.name))
  const apps = new Set(workloads.map((workload) => workload.app ?? workload.name))
  return {
    workloads,
    name: `${namespace}/${name}`,
    isOf: ({ place }) =>
      place.namespace === namespace &&
      (place.workload === undefined ? apps.has(place.app ?? '') : names.has(place.workload)),
    notices: [],
  }
}

function chooseWhole({ namespace, namespaces }: TracesInput, teller: TraceTeller): Traced {
  const chosen = chooseNamespaces(namespace === undefined ? namespaces : [namespace], teller)
  const workloads = [...chosen.asked].flatMap((each) =>
    listWorkloadsOfNamespace(teller.cut, each, teller.labels),
  )
  return {
    workloads,
    name: [...chosen.asked].slice(0, 3).join(', '),
    isOf: ({ place }) => place.namespace !== undefined && chosen.asked.has(place.namespace),
    notices: chosen.notices,
  }
}

function findMembers(
  { workload, app, service }: TracesInput,
  namespace: string,
  { cut, labels }: TraceTeller,
): readonly Workload[] {
  const all = listWorkloadsOfNamespace(cut, namespace, labels)
  if (workload !== undefined) {
    const found = all.filter(({ name }) => name === workload)
    if (found.length > 0) return found
    throw notFound('workload-not-found', namespace, workload)
  }
  if (app !== undefined) {
    const found = all.filter((one) => (one.app ?? one.name) === app)
    if (found.length > 0) return found
    throw notFound('app-not-found', namespace, app)
  }
  const object = cut.find('Service', namespace, service ?? '')
  if (!object) throw notFound('service-not-found', namespace, service ?? '')
  return indexServices(cut, labels).selectWorkloads(object)
}

function notFound(code: string, namespace: string, name: string): Problem {
  return new Problem({ kind: 'not-found', code, params: { namespace, name } })
}
