import {
  type ChangeKind,
  changeKinds,
  type Side,
  type SideNumbers,
  type Thresholds,
} from '#server/mesh/graph/compare/types.ts'

export interface Judgement {
  /** Gravest first; empty when nothing changed. */
  readonly changes: ChangeKind[]
  /** False when a side had too little traffic to say more. */
  readonly enough: boolean
}

/**
 * What changed between two sides of one node or edge; a side without traffic may be undefined. A difference counts only
 * when it is large enough to matter (ratios, points, milliseconds) and larger than chance makes it: requests come as
 * independent events, so a rate λ over a window of T seconds has the variance λ / T (Poisson), and two shares of failing
 * requests are set side by side with the pooled two-proportion z-test. Quantiles of a handful of requests say nothing,
 * so latency asks for enough requests on both sides.
 */
export function judgeChange(
  before: Side | undefined,
  after: Side | undefined,
  thresholds: Thresholds,
): Judgement {
  const was = before && hasTraffic(before.numbers) ? before : undefined
  const is = after && hasTraffic(after.numbers) ? after : undefined
  if (!was && !is) return { changes: [], enough: true }
  if (!is) return { changes: ['vanished'], enough: was !== undefined && isTelling(was, thresholds) }
  if (!was) {
    const changes: ChangeKind[] = fails(is, thresholds) ? ['failing', 'appeared'] : ['appeared']
    return { changes, enough: isTelling(is, thresholds) }
  }
  const found = new Set<ChangeKind>()
  const sampled = countRequests(was) > 0 || countRequests(is) > 0
  const enough =
    !sampled ||
    (countRequests(was) >= thresholds.leastRequests && countRequests(is) >= thresholds.leastRequests)
  if (enough && sampled) {
    judgeErrors(was, is, thresholds, found)
    judgeLatency(was, is, thresholds, found)
  }
  judgeRequests(was, is, thresholds, found)
  judgeBytes(was, is, thresholds, found)
  return { changes: changeKinds.filter((kind) => found.has(kind)), enough: enough || found.size > 0 }
}

function hasTraffic({ requestsPerSecond = 0, bytesPerSecond = 0 }: SideNumbers): boolean {
  return requestsPerSecond > 0 || bytesPerSecond > 0
}

function countRequests({ numbers, rangeSeconds }: Side): number {
  return (numbers.requestsPerSecond ?? 0) * rangeSeconds
}

function isTelling(side: Side, { leastRequests, leastBytesPerSecond }: Thresholds): boolean {
  return countRequests(side) >= leastRequests || (side.numbers.bytesPerSecond ?? 0) >= leastBytesPerSecond
}

/** Whether traffic that had nothing before it fails by more than the points and more than chance. */
function fails(is: Side, { leastRequests, failingPoints, sigmas }: Thresholds): boolean {
  const count = countRequests(is)
  const share = (is.numbers.errorPercent ?? 0) / 100
  if (count < leastRequests || share === 0 || share * 100 < failingPoints) return false
  return share >= sigmas * Math.sqrt((share * (1 - share)) / count)
}

type Judge = (was: Side, is: Side, thresholds: Thresholds, found: Set<ChangeKind>) => void

const judgeErrors: Judge = (was, is, { failingPoints, sigmas }, found) => {
  const [countWas, countIs] = [countRequests(was), countRequests(is)]
  const shareWas = (was.numbers.errorPercent ?? 0) / 100
  const shareIs = (is.numbers.errorPercent ?? 0) / 100
  const pooled = (shareWas * countWas + shareIs * countIs) / (countWas + countIs)
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / countWas + 1 / countIs))
  const grown = shareIs - shareWas
  if (Math.abs(grown) === 0 || Math.abs(grown) * 100 < failingPoints) return
  if (Math.abs(grown) < sigmas * error) return
  found.add(grown > 0 ? 'failing' : 'recovered')
}

const judgeLatency: Judge = (was, is, { slowerRatio, slowerMs }, found) => {
  const before = was.numbers.latencyMs
  const after = is.numbers.latencyMs
  if (before === undefined || after === undefined) return
  const isFar = (less: number, more: number) => more > less * slowerRatio && more - less >= slowerMs
  if (isFar(before, after)) found.add('slower')
  if (isFar(after, before)) found.add('faster')
}

const judgeRequests: Judge = (was, is, { moreRatio, sigmas, leastRequests }, found) => {
  const before = was.numbers.requestsPerSecond ?? 0
  const after = is.numbers.requestsPerSecond ?? 0
  if (Math.max(countRequests(was), countRequests(is)) < leastRequests) return
  const error = Math.sqrt(before / was.rangeSeconds + after / is.rangeSeconds)
  if (Math.abs(after - before) < sigmas * error) return
  if (after > before * moreRatio) found.add('more')
  if (before > after * moreRatio) found.add('less')
}

const judgeBytes: Judge = (was, is, { moreRatio, leastBytesPerSecond }, found) => {
  const before = was.numbers.bytesPerSecond ?? 0
  const after = is.numbers.bytesPerSecond ?? 0
  if (Math.abs(after - before) < leastBytesPerSecond) return
  if (after > before * moreRatio) found.add('more')
  if (before > after * moreRatio) found.add('less')
}
