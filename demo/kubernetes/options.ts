import { isTrue } from '#demo/kubernetes/request.ts'
import { badRequest, type FieldFault, invalidOptions, StatusError } from '#demo/kubernetes/status.ts'

/** metav1.ListOptions, parsed and checked. */
export interface ListOptions {
  readonly resourceVersion: string
  readonly resourceVersionMatch: string
  readonly limit: number
  readonly continue: string
  readonly labelSelector: string
  readonly fieldSelector: string
  readonly allowWatchBookmarks: boolean
  readonly sendInitialEvents?: boolean
  readonly timeoutSeconds?: number
}

export function parseListOptions(query: URLSearchParams, watch: boolean): ListOptions {
  const text = (name: string) => query.get(name) ?? ''
  const timeout = parseInteger('timeoutSeconds', query)
  const initial = chooseInitialEvents(query, watch)
  const options = {
    resourceVersion: text('resourceVersion'),
    resourceVersionMatch: initial.match,
    limit: parseInteger('limit', query) ?? 0,
    continue: text('continue'),
    labelSelector: text('labelSelector'),
    fieldSelector: text('fieldSelector'),
    allowWatchBookmarks: isTrue(query.get('allowWatchBookmarks')),
    ...(initial.send === undefined ? {} : { sendInitialEvents: initial.send }),
    ...(timeout === undefined ? {} : { timeoutSeconds: timeout }),
  }
  const faults = watch ? checkWatch(options) : checkList(options)
  if (faults.length > 0) throw new StatusError(invalidOptions(faults))
  return options
}

/**
 * A watch without a version, or with "0", begins with the state since ever; now that is said with the newer words
 * (apimachinery internalversion/defaults.go SetListOptionsDefaults).
 */
function chooseInitialEvents(query: URLSearchParams, watch: boolean): { send?: boolean; match: string } {
  const asked = query.get('sendInitialEvents') ?? ''
  const match = query.get('resourceVersionMatch') ?? ''
  const isOld = ['', '0'].includes(query.get('resourceVersion') ?? '')
  if (watch && asked === '' && match === '' && isOld) return { send: true, match: 'NotOlderThan' }
  return asked === '' ? { match } : { send: isTrue(asked), match }
}

function parseInteger(name: string, query: URLSearchParams): number | undefined {
  const text = query.get(name)
  if (text === null || text === '') return undefined
  if (!/^-?\d+$/.test(text)) {
    throw new StatusError(badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`))
  }
  return Number(text)
}

const forbid = (field: string, message: string): FieldFault => ({
  field,
  reason: 'FieldValueForbidden',
  message: `Forbidden: ${message}`,
})

const unsupported = (match: string, known: readonly string[]): FieldFault => ({
  field: 'resourceVersionMatch',
  reason: 'FieldValueNotSupported',
  message: `Unsupported value: ${JSON.stringify(match)}: supported values: ${known.map((value) => JSON.stringify(value)).join(', ')}`,
})

/** Rules of apimachinery pkg/apis/meta/internalversion/validation. */
function checkList(options: ListOptions): FieldFault[] {
  const { resourceVersion, resourceVersionMatch: match, sendInitialEvents } = options
  const faults: FieldFault[] = []
  const field = 'resourceVersionMatch'
  if (match !== '') {
    if (resourceVersion === '')
      faults.push(forbid(field, `${field} is forbidden unless resourceVersion is provided`))
    if (options.continue !== '') faults.push(forbid(field, `${field} is forbidden when continue is provided`))
    if (match !== 'Exact' && match !== 'NotOlderThan') {
      faults.push(unsupported(match, ['Exact', 'NotOlderThan', '']))
    }
    if (match === 'Exact' && resourceVersion === '0') {
      faults.push(forbid(field, `${field} "exact" is forbidden for resourceVersion "0"`))
    }
  }
  if (sendInitialEvents !== undefined) {
    faults.push(forbid('sendInitialEvents', 'sendInitialEvents is forbidden for list'))
  }
  return faults
}

function checkWatch(options: ListOptions): FieldFault[] {
  const { resourceVersionMatch: match, sendInitialEvents } = options
  const faults: FieldFault[] = []
  const field = 'resourceVersionMatch'
  if (sendInitialEvents !== undefined && match !== 'NotOlderThan') {
    faults.push(forbid(field, `sendInitialEvents requires setting ${field} to NotOlderThan`))
  }
  if (match !== '') {
    if (sendInitialEvents === undefined) {
      faults.push(forbid(field, `${field} is forbidden for watch unless sendInitialEvents is provided`))
    }
    if (match !== 'NotOlderThan') faults.push(unsupported(match, ['NotOlderThan']))
    if (options.continue !== '') faults.push(forbid(field, `${field} is forbidden when continue is provided`))
  }
  return faults
}

/** A resourceVersion as a number; 400 for what is none. "" and "0" are the caller's to tell apart. */
export function parseVersion(text: string): number {
  if (/^\d{1,19}$/.test(text)) return Number(text)
  throw new StatusError(
    badRequest(
      `invalid resource version: resourceVersion: Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`,
    ),
  )
}
