import { expectMode } from '#server/mesh/objects/workload-mode.ts'
import type { Workload } from '#server/mesh/objects/workloads.ts'

type Labels = Readonly<Record<string, string>>

/**
 * How the traffic of a namespace's workloads is captured: their common mode, `mixed` when they differ. Applications are
 * asked first, proxies only where there is nothing else; an empty namespace says what a new pod would get.
 */
export function readNamespaceMode(workloads: readonly Workload[], labels: Labels): Workload['mode'] {
  const applications = workloads.filter(({ role }) => role === 'application')
  const asked = applications.length > 0 ? applications : workloads
  const [first] = asked
  if (!first) return expectMode({ namespaceLabels: labels, templateLabels: {}, templateAnnotations: {} })
  return asked.every(({ mode }) => mode === first.mode) ? first.mode : 'mixed'
}

/** Kubernetes' own namespaces (kubernetes.io, "Initial namespaces"), but `default`, where people run workloads. */
const systemNamespaces: ReadonlySet<string> = new Set(['kube-system', 'kube-public', 'kube-node-lease'])

/** `control-plane` is the mesh's root namespace and wherever istiod, its CNI agent or ztunnel run. */
export function readNamespaceRole(
  name: string,
  workloads: readonly Workload[],
  rootNamespace: string,
): 'workloads' | 'control-plane' | 'system' {
  if (systemNamespaces.has(name)) return 'system'
  const holdsControlPlane = workloads.some(({ role }) => role === 'control-plane' || role === 'ztunnel')
  return name === rootNamespace || holdsControlPlane ? 'control-plane' : 'workloads'
}
