import type { GraphComparison } from '#contract/graph-comparison.ts'

/** What a reader may set of the thresholds of a comparison, with the bounds that the call takes (contract/graph-comparison.ts). */
export const limitBounds = {
  failingPoints: { least: 0, most: 100, step: 0.5 },
  slowerRatio: { least: 1, most: 1_000, step: 0.1 },
  slowerMs: { least: 0, most: 600_000, step: 1 },
  moreRatio: { least: 1, most: 1_000, step: 0.1 },
  leastRequests: { least: 1, most: 1_000_000, step: 1 },
} as const satisfies Partial<
  Record<keyof GraphComparison['thresholds'], { least: number; most: number; step: number }>
>

export type LimitName = keyof typeof limitBounds
// The record has every name as a key, and no other.
export const limitNames = Object.keys(limitBounds) as readonly LimitName[]

/** Thresholds that were set; the server's own hold for the others. */
export type Limits = Readonly<Partial<Record<LimitName, number>>>

/** Whether the call takes it: a number within the bounds, whole where requests are counted. */
export function isLimit(name: LimitName, value: number): boolean {
  const { least, most } = limitBounds[name]
  return value >= least && value <= most && (name !== 'leastRequests' || Number.isInteger(value))
}

/** `failingPoints:5,slowerRatio:2` as a URL has it; undefined for anything else. */
export function parseLimits(text: string): Limits | undefined {
  const limits: Partial<Record<LimitName, number>> = {}
  for (const part of text.split(',')) {
    const [, word, digits] = /^([a-zA-Z]+):(\d{1,7}(?:\.\d{1,3})?)$/.exec(part) ?? []
    const name = limitNames.find((each) => each === word)
    if (!name || !isLimit(name, Number(digits))) return undefined
    limits[name] = Number(digits)
  }
  return limits
}

export function formatLimits(limits: Limits): string {
  return limitNames
    .flatMap((name) => (limits[name] === undefined ? [] : [`${name}:${limits[name]}`]))
    .join(',')
}
