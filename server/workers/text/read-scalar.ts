import type { Scalar } from 'yaml'

/** A value of a scalar, or why it has none that JSON can keep. */
export type ScalarAnswer =
  | { readonly value: string | number | boolean | null; readonly hint?: string }
  | { readonly fault: string }

const truths = /^(?:y|Y|yes|Yes|YES|on|On|ON)$/
const untruths = /^(?:n|N|no|No|NO|off|Off|OFF)$/
const wholeNumber = /^[-+]?(?:0[xX][\da-fA-F_]+|0[oO]?[0-7_]+|0[bB][01_]+|\d[\d_]*)$/

/**
 * What a scalar means to `kubectl` and the API server, which read YAML 1.1 for plain words and numbers
 * (sigs.k8s.io/yaml `goyaml.v2/resolve.go`): `yes` and `on` are true, `017` is fifteen. Everything else is as YAML 1.2's
 * core schema has it. Words that only YAML 1.1 takes for booleans bear a hint, since few who write them mean that.
 */
export function readScalar(scalar: Scalar): ScalarAnswer {
  const { value, type, source = '', tag } = scalar
  if (type === 'PLAIN' && tag === undefined) {
    if (truths.test(source)) return { value: true, hint: 'yaml-word-true' }
    if (untruths.test(source)) return { value: false, hint: 'yaml-word-false' }
    if (wholeNumber.test(source)) return readWholeNumber(source)
  }
  if (typeof value === 'number' && !Number.isFinite(value)) return { fault: 'yaml-number-infinite' }
  // The parser passes by a tag that does not fit, which would make a text of a number.
  if (tag !== undefined && typeof value === 'string' && /:(?:int|float|bool|null)$/.test(tag))
    return { fault: 'yaml-tag' }
  // Half of a pair, by an escape: no UTF-8 can carry it, so the cluster would keep something else.
  if (typeof value === 'string' && !value.isWellFormed()) return { fault: 'yaml-half-character' }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return { value }
  return value === null || value === undefined ? { value: null } : { fault: 'yaml-tag' }
}

function readWholeNumber(source: string): ScalarAnswer {
  const sign = source.startsWith('-') ? -1 : 1
  const digits = source.replace(/^[-+]/, '').replaceAll('_', '')
  const octal = /^0[oO]?([0-7]+)$/.exec(digits)?.[1]
  const value = sign * (octal === undefined ? Number(digits) : Number.parseInt(octal, 8))
  // Beyond 2^53 a number of JSON is another one than was written.
  if (!Number.isSafeInteger(value)) return { fault: 'yaml-number-large' }
  return { value: value === 0 ? 0 : value }
}
