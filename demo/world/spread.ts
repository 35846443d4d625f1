/** A log-normal spread by its logarithm's mean and deviation. */
export interface Spread {
  readonly mu: number
  readonly sigma: number
}

/** How many standard deviations above the median the 95th percentile lies. */
const P95_DEVIATIONS = 1.6448536269514722

/** From the median and the 95th percentile; both above 0. */
export function buildSpread(median: number, p95: number): Spread {
  return { mu: Math.log(median), sigma: Math.max(0.05, Math.log(p95 / median) / P95_DEVIATIONS) }
}

/** The value below which the share `share` of a spread lies; the share is kept within [0.0001, 0.9999]. */
export function readQuantile({ mu, sigma }: Spread, share: number): number {
  return Math.exp(mu + sigma * computeDeviations(Math.min(0.9999, Math.max(0.0001, share))))
}

/** The normal distribution's quantile, by formula 26.2.23 of Abramowitz and Stegun (error below 4.5e-4). */
function computeDeviations(share: number): number {
  const tail = Math.min(share, 1 - share)
  const t = Math.sqrt(-2 * Math.log(tail))
  const above =
    t -
    (2.515517 + 0.802853 * t + 0.010328 * t * t) /
      (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t * t * t)
  return share < 0.5 ? -above : above
}
