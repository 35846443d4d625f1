import type { RawMeta } from '#server/mesh/objects/prune/raw-object.ts'
import type { StringPool } from '#server/mesh/objects/prune/string-pool.ts'
import type { ObjectMeta } from '#server/mesh/objects/types.ts'

/** Domains whose annotation keys a rule or a page reads; `x.istio.io/y` belongs to `istio.io`. */
const keptDomains = [
  'istio.io',
  'kiali.io',
  'gateway.networking.k8s.io',
  'app.kubernetes.io',
  'argocd.argoproj.io',
  'fluxcd.io',
  'meta.helm.sh',
]

export function isKeptAnnotation(key: string): boolean {
  const slash = key.indexOf('/')
  if (slash < 0) return false
  const domain = key.slice(0, slash)
  return keptDomains.some((kept) => domain === kept || domain.endsWith(`.${kept}`))
}

export function pruneAnnotations(
  annotations: Readonly<Record<string, string>> | null | undefined,
  pool: StringPool,
): Readonly<Record<string, string>> {
  const kept: Record<string, string> = {}
  for (const key in annotations ?? {}) {
    const value = annotations?.[key]
    if (value !== undefined && isKeptAnnotation(key)) kept[key] = value
  }
  return pool.record(kept)
}

/** Who wrote fields of an object other than its status (meta/v1 ManagedFieldsEntry), the newest first. */
export function listManagers(meta: RawMeta | undefined, pool: StringPool): readonly string[] {
  const written = (meta?.managedFields ?? []).filter(({ subresource }) => !subresource)
  const newest = written.toSorted((a, b) => ((a.time ?? '') < (b.time ?? '') ? 1 : -1))
  return [...new Set(newest.flatMap(({ manager }) => (manager ? [pool.text(manager)] : [])))]
}

/** Keeps of `managedFields`, foreign annotations, finalizers and the like nothing; of the owners the controlling one. */
export function pruneMeta(meta: RawMeta | undefined, pool: StringPool): ObjectMeta {
  const owner = meta?.ownerReferences?.find((reference) => reference.controller)
  return {
    name: meta?.name ?? '',
    namespace: pool.text(meta?.namespace ?? ''),
    uid: meta?.uid ?? '',
    resourceVersion: meta?.resourceVersion ?? '',
    creationTimestamp: pool.text(meta?.creationTimestamp ?? ''),
    ...(meta?.generation === undefined ? {} : { generation: meta.generation }),
    ...(meta?.deletionTimestamp ? { deletionTimestamp: meta.deletionTimestamp } : {}),
    labels: pool.record(meta?.labels ?? undefined),
    annotations: pruneAnnotations(meta?.annotations, pool),
    ...(owner?.kind && owner.name
      ? {
          owner: {
            apiVersion: pool.text(owner.apiVersion ?? ''),
            kind: pool.text(owner.kind),
            name: pool.text(owner.name),
          },
        }
      : {}),
  }
}
