import type { Target } from '#server/mesh/checks/check-target.ts'
import { asRecord, readField } from '#server/mesh/checks/field.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import { listWorkloads } from '#server/mesh/objects/workloads.ts'
import type { WorkloadRef } from '#server/mesh/prediction/demand.ts'

/** Kinds that choose the workloads they configure by labels, and where the labels stand. */
const selectors: Readonly<Record<string, readonly string[]>> = {
  AuthorizationPolicy: ['selector', 'matchLabels'],
  PeerAuthentication: ['selector', 'matchLabels'],
  RequestAuthentication: ['selector', 'matchLabels'],
  Telemetry: ['selector', 'matchLabels'],
  WasmPlugin: ['selector', 'matchLabels'],
  ProxyConfig: ['selector', 'matchLabels'],
  Sidecar: ['workloadSelector', 'labels'],
  EnvoyFilter: ['workloadSelector', 'labels'],
}

/**
 * The workloads that one version of an object selects: by its labels in its namespace, or in the root namespace's case in
 * all of them (istio.io "WorkloadSelector"). None for kinds that select no workloads, or that name what they are for.
 */
export function listSelected(
  { kind, namespace }: Pick<Target, 'kind' | 'namespace'>,
  version: unknown,
  snapshot: MeshSnapshot,
): readonly WorkloadRef[] {
  const steps = selectors[kind]
  const spec = readField(version).at('spec')
  if (!steps || version === undefined || spec.at('targetRefs').isSet || spec.at('targetRef').isSet) return []
  const labels = Object.entries(asRecord(steps.reduce((at, step) => at.at(step), spec).value))
  return listWorkloads(snapshot)
    .filter(
      (workload) =>
        (namespace === snapshot.rootNamespace || workload.namespace === namespace) &&
        workload.mode !== 'none' &&
        labels.every(([name, value]) => workload.labels[name] === value),
    )
    .map(({ namespace: of, name }) => ({ namespace: of, workload: name }))
}
