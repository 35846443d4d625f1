import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { ObjectOf } from '#server/mesh/objects/types.ts'

export type PeerAuthentication = ObjectOf<'PeerAuthentication'>
export type MtlsMode = 'STRICT' | 'PERMISSIVE' | 'DISABLE'

const modes: readonly MtlsMode[] = ['STRICT', 'PERMISSIVE', 'DISABLE']

/** A mode that is set; undefined for UNSET, absence and what the API would refuse: these inherit. */
export function parseMode(mode: string | undefined): MtlsMode | undefined {
  return modes.find((known) => known === mode)
}

export function readMode({ spec }: PeerAuthentication): MtlsMode | undefined {
  return parseMode(spec.mtls?.mode)
}

/** No selector, or one without labels, which istiod takes for none. */
export function isSelectorless({ spec }: PeerAuthentication): boolean {
  return Object.keys(spec.selector?.matchLabels ?? {}).length === 0
}

export function namePolicy({ metadata }: PeerAuthentication): string {
  return `${metadata.namespace}/${metadata.name}`
}

/** In istiod's order: by creation in whole seconds, ties by name (istio `pilot/pkg/model/config.go`, sortConfigByCreationTime). */
export function listOldestFirst(snapshot: MeshSnapshot, namespace: string): PeerAuthentication[] {
  return snapshot
    .inNamespace('PeerAuthentication', namespace)
    .toSorted(
      (a, b) =>
        compare(a.metadata.creationTimestamp, b.metadata.creationTimestamp) ||
        compare(a.metadata.name, b.metadata.name),
    )
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
