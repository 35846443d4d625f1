import type { CertificateRole } from '#server/mesh/certificates/judge-life.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** By how soon something ends; an authority's years and a workload's hours do not fit on one ruler. */
const windows = [
  ['past', 0],
  ['hour', hourMs],
  ['day', dayMs],
  ['week', 7 * dayMs],
  ['month', 30 * dayMs],
  ['year', 365 * dayMs],
  ['later', Number.POSITIVE_INFINITY],
] as const
export type ExpiryWindow = (typeof windows)[number][0]

export interface Ending {
  readonly role: CertificateRole
  readonly name: string
  readonly notAfterMs: number
}

export interface Expiry {
  readonly within: ExpiryWindow
  readonly role: CertificateRole
  readonly count: number
  /** The soonest, at most three. */
  readonly names: readonly string[]
  readonly firstMs: number
}

const mostNamed = 3

/** What ends when, the soonest first: by window, and within it by what it is for. */
export function buildExpiries(endings: readonly Ending[], nowMs: number): readonly Expiry[] {
  const sorted = endings.toSorted((a, b) => a.notAfterMs - b.notAfterMs)
  const groups = Map.groupBy(sorted, ({ role, notAfterMs }) => `${findWindow(notAfterMs - nowMs)} ${role}`)
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (!first) return []
    const { role, notAfterMs } = first
    return [
      {
        within: findWindow(notAfterMs - nowMs),
        role,
        count: group.length,
        names: [...new Set(group.map(({ name }) => name))].slice(0, mostNamed),
        firstMs: notAfterMs,
      },
    ]
  })
}

function findWindow(leftMs: number): ExpiryWindow {
  return windows.find(([, mostMs]) => leftMs <= mostMs)?.[0] ?? 'later'
}
