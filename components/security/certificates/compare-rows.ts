import type { Sort } from '#components/ui/table.tsx'
import type { HeldCertificate, WorkloadCertificates } from '#contract/certificates.ts'

const states = ['expired', 'not-yet', 'overdue', 'ending', 'valid'] as const

/** The certificate in the worst state, of those the one that ends first. */
export function findWorst(certificates: readonly HeldCertificate[]): HeldCertificate | undefined {
  return certificates.toSorted(compareLives)[0]
}

function compareLives(a: HeldCertificate, b: HeldCertificate): number {
  return states.indexOf(a.state) - states.indexOf(b.state) || Date.parse(a.notAfter) - Date.parse(b.notAfter)
}

/** How bad a row is; a certificate that lives but does not trust as the mesh does is worse than a sound one. */
function rankTrouble({ conflicts }: WorkloadCertificates, { state }: HeldCertificate): number {
  return state === 'valid' && conflicts.length > 0 ? states.length - 1.5 : states.indexOf(state)
}

/** By column and direction; what is not known comes last either way, and equal ones stand by namespace and name. */
export function compareRows(
  a: WorkloadCertificates,
  b: WorkloadCertificates,
  { column, direction }: Sort,
): number {
  const sign = direction === 'ascending' ? 1 : -1
  const byName = comparePlaces(a, b)
  if (column === 'ends') {
    const [first, second] = [findWorst(a.certificates), findWorst(b.certificates)]
    if (!first || !second) return Number(!first) - Number(!second) || byName
    return sign * (rankTrouble(a, first) - rankTrouble(b, second) || compareLives(first, second)) || byName
  }
  if (column === 'conflicts') return sign * (a.conflicts.length - b.conflicts.length) || byName
  if (column === 'identity') return sign * compareTexts(a.identity, b.identity) || byName
  if (column === 'dataPlane') return sign * compareTexts(a.dataPlane, b.dataPlane) || byName
  return sign * byName
}

function comparePlaces(a: WorkloadCertificates, b: WorkloadCertificates): number {
  return compareTexts(a.namespace, b.namespace) || compareTexts(a.name, b.name)
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
