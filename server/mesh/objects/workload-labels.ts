/** The label names that say app and version, in the order they are asked. */
export interface WorkloadLabels {
  readonly app: readonly string[]
  readonly version: readonly string[]
}

const canonicalRevision = 'service.istio.io/canonical-revision'

/** The order of `CanonicalService` in istio `pkg/config/labels` (1.31). */
export const defaultWorkloadLabels: WorkloadLabels = {
  app: ['service.istio.io/canonical-name', 'app.kubernetes.io/name', 'app'],
  version: [canonicalRevision, 'app.kubernetes.io/version', 'version'],
}

type Labels = Readonly<Record<string, string>>

export function readApp(labels: Labels, names: WorkloadLabels): string | undefined {
  for (const name of names.app) if (labels[name]) return labels[name]
  return undefined
}

/**
 * The injector writes `canonical-revision: latest` on pods that have no version (istio `pkg/kube/inject`), so that
 * value alone says that nobody gave one; it still outranks the labels after it, as it does in telemetry.
 */
export function readVersion(labels: Labels, names: WorkloadLabels): string | undefined {
  for (const name of names.version) {
    const value = labels[name]
    if (!value) continue
    if (name !== canonicalRevision || value !== 'latest') return value
    return names.version.some((other) => other !== name && labels[other] === value) ? value : undefined
  }
  return undefined
}

const ownerHashes: ReadonlySet<string> = new Set([
  'pod-template-hash',
  'controller-revision-hash',
  'pod-template-generation',
  'rollouts-pod-template-hash',
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
  'controller-uid',
  'job-name',
  'batch.kubernetes.io/controller-uid',
  'batch.kubernetes.io/job-name',
])

/** The template's labels and what the injector added to a pod, without those that owners add to tell their pods apart. */
export function mergePodLabels(template: Labels | undefined, pod: Labels | undefined): Labels {
  if (!pod) return template ?? {}
  const merged: Record<string, string> = { ...template }
  for (const name in pod) {
    const value = pod[name]
    if (value !== undefined && !ownerHashes.has(name)) merged[name] = value
  }
  return merged
}
