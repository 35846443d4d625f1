import type { Reason } from '#server/mesh/health/types.ts'
import type { CertificateFacts } from '#server/mesh/objects/certificate.ts'

/**
 * The roots that the mesh's proxies ought to trust: those that istiod hands out, else those that most proxies hold.
 *
 * @param held the roots of each proxy that told
 */
export function chooseMeshRoots(
  handedOut: readonly CertificateFacts[],
  held: readonly (readonly CertificateFacts[])[],
): readonly CertificateFacts[] {
  if (handedOut.length > 0) return handedOut
  const groups = [
    ...Map.groupBy(
      held.filter(({ length }) => length > 0),
      formatSet,
    ).values(),
  ]
  return groups.sort((a, b) => b.length - a.length)[0]?.[0] ?? []
}

/** How a proxy's roots differ from the mesh's: one too many may be a change under way, one too few breaks connections. */
export function explainRoots(
  own: readonly CertificateFacts[],
  mesh: readonly CertificateFacts[],
): readonly Reason[] {
  if (own.length === 0 || mesh.length === 0) return []
  const tell = (code: string, roots: readonly CertificateFacts[], others: readonly CertificateFacts[]) => {
    const known = new Set(others.map(({ fingerprint }) => fingerprint))
    return roots
      .filter(({ fingerprint }) => !known.has(fingerprint))
      .map(({ subject, fingerprint }) => ({
        code,
        params: { subject, fingerprint: fingerprint.slice(0, 11) },
      }))
  }
  return [...tell('certificate-root-lacking', mesh, own), ...tell('certificate-root-other', own, mesh)]
}

function formatSet(roots: readonly CertificateFacts[]): string {
  return roots
    .map(({ fingerprint }) => fingerprint)
    .sort()
    .join(' ')
}
