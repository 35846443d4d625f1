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

/** The share of a spread's values above a bound. */
export function readExceedance({ mu, sigma }: Spread, bound: number): number {
  return 1 - computeNormalShare((Math.log(bound) - mu) / sigma)
}

/** The standard normal distribution function, by formula 7.1.26 of Abramowitz and Stegun (error below 1.5e-7). */
export function computeNormalShare(deviations: number): number {
  const x = Math.abs(deviations) / Math.SQRT2
  const t = 1 / (1 + 0.3275911 * x)
  const polynomial =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
  const tail = 0.5 * polynomial * Math.exp(-x * x)
  return deviations < 0 ? tail : 1 - tail
}
