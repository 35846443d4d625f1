import { asRecord, readField } from '#server/mesh/checks/field.ts'
import type { CheckedObject, MeshFault } from '#server/mesh/checks/mesh/mesh-fault.ts'
import { notFound } from '#server/mesh/checks/mesh/mesh-fault.ts'
import { listWorkloads, listWorkloadsOfNamespace } from '#server/mesh/objects/workloads.ts'

/** Where the labels stand, and how far they reach. */
const selectors = {
  IstioGateway: { steps: ['selector'], everywhere: true },
  AuthorizationPolicy: { steps: ['selector', 'matchLabels'], everywhere: false },
  PeerAuthentication: { steps: ['selector', 'matchLabels'], everywhere: false },
  RequestAuthentication: { steps: ['selector', 'matchLabels'], everywhere: false },
  Telemetry: { steps: ['selector', 'matchLabels'], everywhere: false },
  Sidecar: { steps: ['workloadSelector', 'labels'], everywhere: false },
} as const

/**
 * Labels that no workload bears, so that the object does nothing: of a Gateway an error (analyzers/gateway/gateway.go), of
 * the others a warning (IST0127, analyzers/authz/authorizationpolicies.go).
 */
export function* checkSelection({ kind, object, snapshot }: CheckedObject): Generator<MeshFault> {
  const selector = kind in selectors ? selectors[kind as keyof typeof selectors] : undefined // as `in` has shown
  if (!selector) return
  const spec = readField('spec' in object ? object.spec : undefined, 'spec')
  const labels = selector.steps.reduce((at, step) => at.at(step), spec)
  const wanted = Object.entries(asRecord(labels.value))
  if (wanted.length === 0) return
  const { namespace } = object.metadata
  const everywhere = selector.everywhere || namespace === snapshot.rootNamespace
  const within = everywhere ? listWorkloads(snapshot) : listWorkloadsOfNamespace(snapshot, namespace)
  const isSelected = within.some((workload) =>
    wanted.every(([name, value]) => workload.labels[name] === value),
  )
  if (isSelected) return
  const text = wanted.map(([name, value]) => `${name}=${String(value)}`).join(', ')
  yield {
    level: kind === 'IstioGateway' ? 'error' : 'warning',
    path: labels.path,
    code: 'mesh-selects-none',
    params: { labels: text },
    analyzer: kind === 'IstioGateway' ? notFound : { code: 'IST0127', name: 'NoMatchingWorkloadsFound' },
  }
}
