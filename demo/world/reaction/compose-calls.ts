import { type Demand, findBehaviour } from '#demo/world/reaction/demand.ts'
import { toUnit } from '#demo/world/reaction/pace.ts'
import { buildSpread, readExceedance } from '#demo/world/spread.ts'
import type { WorldCall } from '#demo/world/types.ts'
import type { Flow } from '#server/mesh/prediction/flow.ts'

type Outcome = WorldCall['outcomes'][number]

/** How long an answer of a proxy takes, in milliseconds. */
const instantly = { median: 0.4, p95: 1.1 }
/** After so long a client gives up to connect (Envoy's default for Istio is 10 s; a refused connection is at once). */
const refused = { median: 1.2, p95: 4 }

/**
 * The calls that telemetry tells of one flow, a request a second each: how its destination behaves, changed by what the
 * proxies do. One flow is several calls where the client's proxy and the server's do not see the same.
 */
export function composeCalls(
  demand: Demand,
  flow: Flow,
  byDestination: ReadonlyMap<string, WorldCall>,
): readonly WorldCall[] {
  const behaviour = findBehaviour(demand, flow.destination, byDestination)
  const { destination: _, ...rest } = toUnit(behaviour)
  const base = { ...rest, service: flow.service, security: flow.security }
  if (flow.answer) return [answerAlone(base, flow.answer)]
  const { destination } = flow
  const shadows = flow.shadows ? { shadows: flow.shadows } : {}
  const call: WorldCall = { ...base, ...(destination ? { destination } : {}), ...shadows }
  if (flow.denied) return [deny(call, flow)]
  if (flow.mirrored) return [{ ...call, reporters: ['destination'] }]
  const timed = flow.timeoutMs === undefined ? call : giveUp(call, flow.timeoutMs)
  const tried = flow.retries ? tryAgain(timed, flow.retries) : [timed]
  return flow.delayMs === undefined ? tried : tried.flatMap((one) => wait(one, flow.delayMs ?? 0))
}

function answerAlone(base: WorldCall, { code, flags }: NonNullable<Flow['answer']>): WorldCall {
  const isGrpc = base.protocol === 'grpc'
  const grpc = isGrpc ? { grpcStatus: code === '200' ? '0' : '14' } : {}
  return {
    ...base,
    outcomes: [{ code, ...grpc, flags, share: 1 }],
    reporters: base.reporters.includes('waypoint') ? ['waypoint'] : ['source'],
    latencyMs: flags === 'UF' ? refused : instantly,
    responseBytes: base.protocol === 'tcp' ? 0 : 91,
    ...(base.protocol === 'tcp' ? { requestBytes: 0 } : {}),
  }
}

/** How ztunnel says it (istio/ztunnel#1273). */
const noneAllowed = 'allow policies exist, but none allowed'

/** 403 by the destination's proxy, or a connection closed before a byte went through; ztunnel says DENY of it. */
function deny(call: WorldCall, { denied: by, deniedBy: rule }: Flow): WorldCall {
  if (call.protocol === 'tcp') {
    const why = rule ? `explicitly denied by: ${rule.namespace}/${rule.policy}` : noneAllowed
    const outcomes = by === 'ztunnel' ? [{ code: '0', flags: 'DENY', details: why, share: 1 }] : call.outcomes
    return { ...call, outcomes, requestBytes: 0, responseBytes: 0 }
  }
  // How Istio names rules to Envoy's RBAC filter: pilot/pkg/security/authz/builder/builder.go, policyName.
  const name = rule ? `ns[${rule.namespace}]-policy[${rule.policy}]-rule[${rule.rule}]` : 'none'
  const details = `rbac_access_denied_matched_policy[${name}]`
  const outcome: Outcome =
    call.protocol === 'grpc'
      ? { code: '200', grpcStatus: '7', flags: '-', details, share: 1 }
      : { code: '403', flags: '-', details, share: 1 }
  return { ...call, outcomes: [outcome], latencyMs: instantly, responseBytes: 19 }
}

/** What takes longer than the timeout ends with 504 and UT. */
function giveUp(call: WorldCall, timeoutMs: number): WorldCall {
  const { median, p95 } = call.latencyMs
  const late = median > 0 ? readExceedance(buildSpread(median, p95), timeoutMs) : 0
  if (late < 1e-4) return call
  const outcomes: Outcome[] = call.outcomes.map((outcome) => ({
    ...outcome,
    share: outcome.share * (1 - late),
  }))
  const grpc = call.protocol === 'grpc' ? { grpcStatus: '4' } : {}
  outcomes.push({ code: call.protocol === 'grpc' ? '200' : '504', ...grpc, flags: 'UT', share: late })
  return {
    ...call,
    outcomes,
    latencyMs: { median: Math.min(median, timeoutMs), p95: Math.min(p95, timeoutMs) },
  }
}

/** The client sees the last try; the server counts every one. */
function tryAgain(
  call: WorldCall,
  { attempts, retryOn }: NonNullable<Flow['retries']>,
): readonly WorldCall[] {
  const isTried = (outcome: Outcome) => isRetried(outcome, retryOn)
  const failing = call.outcomes.filter(isTried).reduce((sum, { share }) => sum + share, 0)
  if (failing <= 0) return [call]
  const last = failing ** (attempts + 1)
  const outcomes = call.outcomes.map((outcome) => ({
    ...outcome,
    share: isTried(outcome)
      ? outcome.share * (last / failing)
      : outcome.share * (failing < 1 ? (1 - last) / (1 - failing) : 0),
  }))
  const more = Array.from({ length: attempts }, (_, at) => failing ** (at + 1)).reduce((a, b) => a + b, 0)
  return [
    { ...call, outcomes: outcomes.filter(({ share }) => share > 0), reporters: only(call, 'source') },
    { ...call, perSecond: call.perSecond * (1 + more), reporters: only(call, 'destination') },
  ].filter(({ reporters }) => reporters.length > 0)
}

/** Envoy's retry conditions (docs, x-envoy-retry-on), as far as outcomes tell them apart. */
function isRetried({ code, flags, grpcStatus }: Outcome, retryOn: string): boolean {
  const conditions = retryOn.split(',').map((word) => word.trim())
  const has = (word: string) => conditions.includes(word)
  if (flags !== '-' && /^(UC|UF|UR)/.test(flags) && (has('reset') || has('connect-failure'))) return true
  if (has('unavailable') && grpcStatus === '14') return true
  if (has('5xx') && /^5/.test(code)) return true
  if (has('gateway-error') && /^50[234]$/.test(code)) return true
  if (has('retriable-4xx') && code === '409') return true
  return conditions.includes(code) || (has('retriable-status-codes') && code === '503')
}

/** Those of one side; a waypoint routes, so it stands with the client. */
function only(call: WorldCall, side: 'source' | 'destination'): WorldCall['reporters'] {
  return call.reporters.filter((each) => (each === 'destination') === (side === 'destination'))
}

/** The client's proxy waits and says so (DI); the server knows nothing of it. */
function wait(call: WorldCall, delayMs: number): readonly WorldCall[] {
  const { median, p95 } = call.latencyMs
  const asClient: WorldCall = {
    ...call,
    reporters: only(call, 'source'),
    outcomes: call.outcomes.map((outcome) => ({
      ...outcome,
      flags: outcome.flags === '-' ? 'DI' : `DI,${outcome.flags}`,
    })),
    latencyMs: { median: median + delayMs, p95: p95 + delayMs },
  }
  return [asClient, { ...call, reporters: only(call, 'destination') }].filter(
    ({ reporters }) => reporters.length > 0,
  )
}
