import { isTrue } from '#demo/kubernetes/request.ts'
import { badRequest, StatusError } from '#demo/kubernetes/status.ts'
import {
  type FieldCause,
  forbid,
  refuseInvalid,
  required,
  unsupported,
} from '#demo/kubernetes/writes/write-status.ts'

/** metav1.CreateOptions, UpdateOptions and PatchOptions, parsed and checked. */
export interface WriteOptions {
  readonly dryRun: boolean
  readonly validation: 'Ignore' | 'Warn' | 'Strict'
  /** Who writes: as the client says, or else as the user agent begins. */
  readonly manager: string
  readonly force: boolean
}

const applyType = 'application/apply-patch+yaml'

/**
 * Reads the options of a write from its query (apimachinery `pkg/apis/meta/v1/validation`). `kind` is the name of the
 * options in messages. Throws 422 with every fault.
 */
export function parseWriteOptions(
  query: URLSearchParams,
  facts: { kind: 'CreateOptions' | 'UpdateOptions' | 'PatchOptions'; agent: string; contentType: string },
): WriteOptions {
  const manager = query.get('fieldManager') ?? ''
  const validation = query.get('fieldValidation') ?? ''
  const force = query.get('force')
  const isApply = facts.contentType === applyType
  const causes: FieldCause[] = []
  if (facts.kind === 'PatchOptions') {
    if (isApply && manager === '') causes.push(required('fieldManager', 'is required for apply patch'))
    if (!isApply && force !== null) causes.push(forbid('force', 'may not be specified for non-apply patch'))
  }
  causes.push(...checkManager(manager), ...checkDryRun(query))
  if (!['', 'Ignore', 'Warn', 'Strict'].includes(validation)) {
    causes.push(unsupported('fieldValidation', validation, ['', 'Ignore', 'Strict', 'Warn']))
  }
  refuseInvalid({ group: 'meta.k8s.io', kind: facts.kind }, '', causes)
  return {
    dryRun: isDryRun(query),
    validation: validation === 'Ignore' || validation === 'Strict' ? validation : 'Warn',
    manager: manager === '' ? nameAgent(facts.agent) : manager,
    force: isTrue(force),
  }
}

export const isDryRun = (query: URLSearchParams) => query.getAll('dryRun').some((value) => value !== '')

export function checkDryRun(query: URLSearchParams): FieldCause[] {
  const given = query.getAll('dryRun')
  if (given.length === 0 || given.every((value) => value === 'All')) return []
  return [unsupported('dryRun', given, ['All'])]
}

function checkManager(manager: string): FieldCause[] {
  if (Buffer.byteLength(manager) > 128) {
    return [
      {
        reason: 'FieldValueTooLong',
        field: 'fieldManager',
        message: 'Too long: may not be more than 128 bytes',
      },
    ]
  }
  const at = [...manager].findIndex((letter) => !/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(letter))
  if (at < 0) return []
  return [
    {
      reason: 'FieldValueInvalid',
      field: 'fieldManager',
      message: `Invalid value: ${JSON.stringify(manager)}: should only contain printable characters`,
    },
  ]
}

/** The user agent up to its first slash (apiserver handlers/create.go prefixFromUserAgent). */
const nameAgent = (agent: string) => (agent.split('/')[0] ?? '').slice(0, 128) || 'unknown'

/** metav1.DeleteOptions, from the body and, where that leaves them out, the query. */
export interface DeleteOptions {
  readonly dryRun: boolean
  readonly gracePeriodSeconds?: number
  readonly propagationPolicy: string
  readonly uid?: string
  readonly resourceVersion?: string
}

/** Throws 422 with every fault. */
export function checkDeleteOptions(options: {
  propagationPolicy: string
  orphanDependents?: unknown
  gracePeriodSeconds?: unknown
  dryRun: readonly string[]
}): void {
  const causes: FieldCause[] = []
  const policy = options.propagationPolicy
  if (policy !== '' && options.orphanDependents !== undefined) {
    causes.push({
      reason: 'FieldValueInvalid',
      field: 'propagationPolicy',
      message: `Invalid value: ${JSON.stringify(policy)}: orphanDependents and deletionPropagation cannot be both set`,
    })
  }
  if (policy !== '' && !['Foreground', 'Background', 'Orphan'].includes(policy)) {
    causes.push(unsupported('propagationPolicy', policy, ['Foreground', 'Background', 'Orphan', 'nil']))
  }
  if (options.dryRun.some((value) => value !== 'All'))
    causes.push(unsupported('dryRun', options.dryRun, ['All']))
  refuseInvalid({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', causes)
}

export function parseSeconds(text: string): number {
  if (/^-?\d+$/.test(text)) return Number(text)
  throw new StatusError(badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`))
}
