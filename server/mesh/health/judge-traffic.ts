import { type Direction, grpcErrors, type Tolerance, unanswered } from '#server/mesh/health/rates.ts'
import type { Reason, Verdict } from '#server/mesh/health/types.ts'

/** Requests a second of one direction and protocol, by code. */
export interface CodeRates {
  readonly direction: Direction
  readonly protocol: string
  readonly rates: ReadonlyMap<string, number>
  /** Of what is sent: the services asked, `namespace/name`, by code. Absent where they are not known. */
  readonly targets?: ReadonlyMap<string, ReadonlyMap<string, number>>
}

/**
 * Judges requests by tolerances. A code counts against the first tolerance that fits its code, protocol and direction;
 * its share is of all requests that the tolerance's protocol and direction fit. From `failure` percent on the object is
 * failing, from `degraded` percent on, but above nothing, it is degraded: with 0 one failing request is enough (Kiali:
 * business/health.go and the defaults of config/config.go). No requests at all is `idle`. Whoever is healthy with failing requests
 * is told which, and from where on they would count: beside a share of errors the word alone is a riddle.
 *
 * @param rangeSeconds the window the rates are of, told in the reasons
 */
export function judgeTraffic(
  traffic: readonly CodeRates[],
  tolerances: readonly Tolerance[],
  rangeSeconds: number,
): Verdict {
  const requests = traffic.reduce((sum, { rates }) => sum + total(rates), 0)
  if (requests <= 0) return { status: 'idle', reasons: [{ code: 'traffic-none', params: { rangeSeconds } }] }
  const failing: Reason[] = []
  const degraded: Reason[] = []
  const tolerated: Reason[] = []
  countFailed(traffic, tolerances).forEach(({ failed, all, directions, targets }, at) => {
    const tolerance = tolerances[at]
    if (!tolerance || failed <= 0) return
    const [direction = 'both', other] = directions
    const percent = (failed / all) * 100
    const [worst] = [...targets].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    const reason = (code: string): Reason => ({
      code,
      params: {
        rule: tolerance.rule,
        outcome: nameOutcome(tolerance.rule),
        direction: other ? 'both' : direction,
        percent: round(percent),
        degraded: tolerance.degraded,
        failure: tolerance.failure,
        failedPerSecond: round(failed),
        requestsPerSecond: round(all),
        rangeSeconds,
        target: worst?.[0] ?? '',
        targets: targets.size,
      },
    })
    if (percent >= tolerance.failure) failing.push(reason('traffic-failing'))
    else if (percent >= tolerance.degraded) degraded.push(reason('traffic-degraded'))
    else tolerated.push(reason('traffic-tolerated'))
  })
  if (failing.length > 0) return { status: 'failing', reasons: [...failing, ...degraded] }
  return degraded.length > 0
    ? { status: 'degraded', reasons: degraded }
    : { status: 'healthy', reasons: tolerated }
}

/** What a rule's code means to a reader: a class of HTTP codes, any gRPC error, no answer, or another expression. */
function nameOutcome(rule: string): 'class' | 'grpc' | 'unanswered' | 'pattern' {
  if (rule === grpcErrors) return 'grpc'
  if (rule === unanswered) return 'unanswered'
  return /^\d(\d\d|XX)$/i.test(rule) ? 'class' : 'pattern'
}

interface Count {
  failed: number
  all: number
  /** Of the requests that `all` counts. */
  readonly directions: Set<Direction>
  /** Services that requests sent failed at, with their rates. */
  readonly targets: Map<string, number>
}

/** One count per tolerance: its protocol and direction's requests, and of them those that count against it. */
function countFailed(traffic: readonly CodeRates[], tolerances: readonly Tolerance[]): readonly Count[] {
  const counts = tolerances.map(
    (): Count => ({ failed: 0, all: 0, directions: new Set(), targets: new Map() }),
  )
  for (const { direction, protocol, rates, targets } of traffic) {
    const all = total(rates)
    tolerances.forEach((tolerance, at) => {
      const count = counts[at]
      if (!count || all <= 0 || !fits(tolerance, direction, protocol)) return
      count.all += all
      count.directions.add(direction)
    })
    for (const [code, rate] of rates) {
      const at = findTolerance(tolerances, direction, protocol, code)
      const count = counts[at]
      if (!count) continue
      count.failed += rate
      for (const [target, part] of targets?.get(code) ?? [])
        count.targets.set(target, (count.targets.get(target) ?? 0) + part)
    }
  }
  return counts
}

function fits(tolerance: Tolerance, direction: Direction, protocol: string): boolean {
  return tolerance.protocol.test(protocol) && tolerance.direction.test(direction)
}

/** Regular expressions are asked once for each code that a mesh has, not for each object. */
const known = new WeakMap<readonly Tolerance[], Map<string, number>>()

function findTolerance(
  tolerances: readonly Tolerance[],
  direction: Direction,
  protocol: string,
  code: string,
): number {
  const answers = known.get(tolerances) ?? new Map<string, number>()
  known.set(tolerances, answers)
  const key = `${direction} ${protocol} ${code}`
  const answer =
    answers.get(key) ?? tolerances.findIndex((one) => one.code.test(code) && fits(one, direction, protocol))
  answers.set(key, answer)
  return answer
}

function total(rates: ReadonlyMap<string, number>): number {
  let sum = 0
  for (const rate of rates.values()) sum += rate
  return sum
}

function round(value: number): number {
  return Number(value.toPrecision(2))
}
