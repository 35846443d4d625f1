import type { ObjectMeta } from '#server/mesh/objects/types.ts'

/** Who keeps an object, and would write it anew. */
export interface ConfigOwner {
  readonly tool: 'argocd' | 'flux' | 'helm' | 'controller' | 'kubectl' | 'vardia' | 'other'
  /** The application, kustomization, release or controlling object; the field manager of what only wrote it. */
  readonly name?: string
  readonly namespace?: string
  /** True where the tool sets back what others change: a change belongs into its source. */
  readonly reconciles: boolean
}

type Read = (meta: ObjectMeta) => ConfigOwner | undefined

/** The first that knows an object is its owner: a tool that sets changes back before one that only wrote it. */
const readers: readonly Read[] = [readArgoCd, readFlux, readHelm, readController, readManager]

/**
 * Who keeps an object, by its labels, annotations and controlling owner, and else by who wrote its fields. Undefined
 * where nothing tells.
 */
export function findOwner(meta: ObjectMeta): ConfigOwner | undefined {
  for (const read of readers) {
    const owner = read(meta)
    if (owner) return owner
  }
  return undefined
}

/** Argo CD, "Resource Tracking": `APP:GROUP/KIND:NAMESPACE/NAME`, or by label the application alone. */
function readArgoCd({ annotations, labels, managers = [] }: ObjectMeta): ConfigOwner | undefined {
  const tracked = annotations['argocd.argoproj.io/tracking-id']?.split(':', 1)[0]
  const name = tracked || labels['argocd.argoproj.io/instance']
  if (name) return { tool: 'argocd', name, reconciles: true }
  return managers.includes('argocd-controller') ? { tool: 'argocd', reconciles: true } : undefined
}

/** Flux labels what its Kustomizations and HelmReleases apply (fluxcd.io, "Kustomization", "HelmRelease"). */
function readFlux({ labels, managers = [] }: ObjectMeta): ConfigOwner | undefined {
  for (const kind of ['kustomize', 'helm']) {
    const name = labels[`${kind}.toolkit.fluxcd.io/name`]
    const namespace = labels[`${kind}.toolkit.fluxcd.io/namespace`]
    if (name) return { tool: 'flux', name, ...(namespace ? { namespace } : {}), reconciles: true }
  }
  const isFlux = managers.includes('kustomize-controller') || managers.includes('helm-controller')
  return isFlux ? { tool: 'flux', reconciles: true } : undefined
}

/** Helm 3 marks what a release holds (helm.sh, "Labels and Annotations"); the next upgrade writes it anew. */
function readHelm({ annotations, labels, managers = [] }: ObjectMeta): ConfigOwner | undefined {
  const name = annotations['meta.helm.sh/release-name']
  const namespace = annotations['meta.helm.sh/release-namespace']
  if (name) return { tool: 'helm', name, ...(namespace ? { namespace } : {}), reconciles: false }
  const isHelm = labels['app.kubernetes.io/managed-by'] === 'Helm' || managers.includes('helm')
  return isHelm ? { tool: 'helm', reconciles: false } : undefined
}

function readController({ owner, namespace }: ObjectMeta): ConfigOwner | undefined {
  if (!owner) return undefined
  return { tool: 'controller', name: `${owner.kind} ${owner.name}`, namespace, reconciles: true }
}

/** kubectl names itself `kubectl`, `kubectl-edit`, `kubectl-client-side-apply`, … by its command. */
function readManager({ managers = [] }: ObjectMeta): ConfigOwner | undefined {
  const [newest] = managers
  if (newest === undefined) return undefined
  if (newest === 'vardia') return { tool: 'vardia', reconciles: false }
  const isKubectl = newest === 'kubectl' || newest.startsWith('kubectl-')
  return { tool: isKubectl ? 'kubectl' : 'other', name: newest, reconciles: false }
}
