import type { AppEvent } from '#demo/kubernetes/logs/application-style.ts'
import { formatRequestId, formatSpanId, formatTraceId } from '#demo/world/requests/identify.ts'
import { readOperation } from '#demo/world/requests/operations.ts'
import { readClientSpan, type WorldRequest, weighOutcome } from '#demo/world/requests/types.ts'

const round = (milliseconds: number) => Number(milliseconds.toFixed(1))

function readIds(request: WorldRequest): Record<string, string> {
  return {
    request_id: formatRequestId(request.story, request.sampled),
    ...(request.sampled && {
      trace_id: formatTraceId(request.start),
      span_id: formatSpanId(request.hash, 'server'),
    }),
  }
}

/** What a server says of a request that it answered. */
export function describeServed(request: WorldRequest): AppEvent {
  const { startMs, durationMs, outcome } = request
  const { method, path } = readOperation(request)
  const weight = weighOutcome(outcome)
  const status = outcome.grpcStatus === undefined ? Number(outcome.code) : Number(outcome.grpcStatus)
  const failed = weight === 2 && !/UF|UH|NC|NR|DC/.test(outcome.flags)
  return {
    timeMs: startMs + durationMs,
    level: failed ? 'error' : weight === 0 ? 'info' : 'warn',
    message: failed ? 'request failed' : 'request handled',
    fields: {
      method,
      path,
      [outcome.grpcStatus === undefined ? 'status' : 'grpc_status']: status,
      duration_ms: round(durationMs),
      ...readIds(request),
    },
    ...(failed && { failure: explainFailure(request) }),
  }
}

/** What a client says of a request of its own that failed; undefined for one that went well. */
export function describeFailedCall(request: WorldRequest): AppEvent | undefined {
  const { outcome, call } = request
  if (weighOutcome(outcome) !== 2) return undefined
  const span = readClientSpan(request)
  const { method, path } = readOperation(request)
  return {
    timeMs: span.startMs + span.durationMs,
    level: 'warn',
    message: `call of ${call.service.name} failed`,
    fields: {
      method,
      path,
      status: Number(outcome.code),
      ...(outcome.grpcStatus !== undefined && { grpc_status: Number(outcome.grpcStatus) }),
      duration_ms: round(span.durationMs),
      ...readIds(request),
    },
  }
}

function explainFailure({ outcome, children }: WorldRequest): string {
  const culprit = children.find((child) => weighOutcome(child.outcome) === 2)
  if (culprit) return `${culprit.call.service.name} answered ${culprit.outcome.code}`
  if (outcome.flags === 'UC') return 'connection reset by peer'
  return outcome.grpcStatus === '14'
    ? 'the mail relay did not accept the connection'
    : 'unexpected end of stream'
}
