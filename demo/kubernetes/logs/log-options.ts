import { isTrue } from '#demo/kubernetes/request.ts'
import { badRequest, buildStatus, StatusError } from '#demo/kubernetes/status.ts'

/** core/v1 PodLogOptions, parsed and checked. */
export interface LogOptions {
  readonly container: string
  readonly follow: boolean
  readonly previous: boolean
  readonly timestamps: boolean
  /** Lines written before it are left out. */
  readonly sinceMs?: number
  readonly tailLines?: number
  readonly limitBytes?: number
}

/** Throws StatusError: 400 for what is no number or time, 422 for what contradicts itself. */
export function parseLogOptions(query: URLSearchParams, podName: string, nowMs: number): LogOptions {
  const tailLines = parseInteger(query, 'tailLines')
  const limitBytes = parseInteger(query, 'limitBytes')
  const sinceSeconds = parseInteger(query, 'sinceSeconds')
  const sinceTime = parseTime(query.get('sinceTime'))
  const faults = [
    ...(tailLines !== undefined && tailLines < 0
      ? [invalid('tailLines', tailLines, 'must be greater than or equal to 0')]
      : []),
    ...(limitBytes !== undefined && limitBytes < 1
      ? [invalid('limitBytes', limitBytes, 'must be greater than 0')]
      : []),
    ...checkSince(sinceSeconds, sinceTime),
    ...(query.has('stream') ? [forbidden('stream', 'may not be specified')] : []),
  ]
  if (faults.length > 0) throw new StatusError(refuse(podName, faults))
  const sinceMs = sinceSeconds === undefined ? sinceTime : nowMs - sinceSeconds * 1000
  return {
    container: query.get('container') ?? '',
    follow: isTrue(query.get('follow')),
    previous: isTrue(query.get('previous')),
    timestamps: isTrue(query.get('timestamps')),
    ...(sinceMs !== undefined && { sinceMs }),
    ...(tailLines !== undefined && { tailLines }),
    ...(limitBytes !== undefined && { limitBytes }),
  }
}

function checkSince(seconds: number | undefined, timeMs: number | undefined): Fault[] {
  if (seconds !== undefined && timeMs !== undefined) {
    return [forbidden('', 'at most one of `sinceTime` or `sinceSeconds` may be specified')]
  }
  if (seconds !== undefined && seconds < 1)
    return [invalid('sinceSeconds', seconds, 'must be greater than 0')]
  return []
}

interface Fault {
  readonly field: string
  readonly reason: string
  readonly message: string
}

const invalid = (field: string, value: number, words: string): Fault => ({
  field,
  reason: 'FieldValueInvalid',
  message: `Invalid value: ${value}: ${words}`,
})

/** A field path without a name is written as a null path (apimachinery util/validation/field). */
const forbidden = (field: string, words: string): Fault => ({
  field: field === '' ? '<nil>' : field,
  reason: 'FieldValueForbidden',
  message: `Forbidden: ${words}`,
})

/** Rules and words of kubernetes pkg/apis/core/validation ValidatePodLogOptions. */
function refuse(podName: string, faults: readonly Fault[]) {
  const lines = faults.map(({ field, message }) => `${field}: ${message}`)
  const text = lines.length === 1 ? lines[0] : `[${lines.join(', ')}]`
  return buildStatus(422, 'Invalid', `PodLogOptions "${podName}" is invalid: ${text}`, {
    name: podName,
    kind: 'PodLogOptions',
    causes: faults.map(({ field, reason, message }) => ({ reason, message, field })),
  })
}

function parseInteger(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name)
  if (text === null || text === '') return undefined
  if (/^[+-]?\d+$/.test(text)) return Number(text)
  throw new StatusError(
    badRequest(
      `unable to convert query parameters to v1.PodLogOptions: strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`,
    ),
  )
}

const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/

function parseTime(text: string | null): number | undefined {
  if (text === null || text === '') return undefined
  const timeMs = rfc3339.test(text) ? Date.parse(text) : Number.NaN
  if (!Number.isNaN(timeMs)) return timeMs
  throw new StatusError(
    badRequest(
      `parsing time ${JSON.stringify(text)} as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(text)} as "2006"`,
    ),
  )
}
