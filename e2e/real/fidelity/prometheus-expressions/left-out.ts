import type { ExpressionRow } from '#e2e/real/fidelity/prometheus-expressions/types.ts'

const leaveOut = (query: string, leftOut: string): ExpressionRow => ({ query, leftOut })

/** What Prometheus 3 evaluates and the demo does not: it says so with 501, naming it. */
export const leftOutRows: readonly ExpressionRow[] = [
  // Native histograms, which the demo's mesh does not write.
  leaveOut('histogram_avg(temperature)', 'histogram_avg'),
  leaveOut('histogram_stddev(temperature)', 'histogram_stddev'),
  leaveOut('histogram_fraction(0, 1, flat_seconds_bucket)', 'histogram_fraction'),
  // Durations that are computed, and operators on native histograms.
  leaveOut('temperature[1m + 30s]', '1m + 30s'),
  leaveOut('temperature offset (1m + 30s)', '1m + 30s'),
  leaveOut('temperature </ 1', '</'),
  leaveOut('temperature >/ 1', '>/'),
]
