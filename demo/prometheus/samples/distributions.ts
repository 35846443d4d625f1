import { computeNormalShare, type Spread } from '#demo/world/spread.ts'

/**
 * Bucket bounds as Prometheus 3 stores them, whatever the target wrote: `1` becomes `1.0`, `3600000` becomes `3.6e+06`
 * (model/textparse, formatOpenMetricsFloat: Go's shortest %g, with `.0` where there is no dot).
 */
export function formatBounds(bounds: readonly number[]): readonly string[] {
  return bounds.map((bound) => {
    if (bound === Number.POSITIVE_INFINITY) return '+Inf'
    if (bound >= 1e6) return bound.toExponential().replace(/e\+(\d)$/, 'e+0$1')
    return Number.isInteger(bound) ? `${bound}.0` : String(bound)
  })
}

/** Upper bounds of Envoy's default histogram buckets; Istio leaves them so. */
export const ENVOY_BUCKETS = formatBounds([
  0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000, 600_000, 1_800_000,
  3_600_000, Number.POSITIVE_INFINITY,
]) // biome-ignore format: a list of numbers

/** Sizes around a mean, some twice as large as others. */
export function buildSizeSpread(mean: number): Spread {
  const sigma = 0.5
  return { mu: Math.log(mean) - sigma ** 2 / 2, sigma }
}

export function computeMean({ mu, sigma }: Spread): number {
  return Math.exp(mu + sigma ** 2 / 2)
}

/** The share of values at or below each bound, ascending, 1 for +Inf. */
export function computeShares(spread: Spread | undefined, bounds: readonly string[]): number[] {
  let highest = 0
  return bounds.map((bound) => {
    if (bound === '+Inf' || !spread) return 1
    highest = Math.max(highest, computeNormalShare((Math.log(Number(bound)) - spread.mu) / spread.sigma))
    return highest
  })
}
