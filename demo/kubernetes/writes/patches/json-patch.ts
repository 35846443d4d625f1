import { equals, isRecord } from '#demo/kubernetes/fields/json.ts'

/** A patch that does not fit the document. */
export class PatchFault extends Error {}

export interface PatchOperation {
  readonly op: string
  readonly path: string
  readonly from?: string
  readonly value?: unknown
}

/** Applies a JSON Patch (RFC 6902). Throws PatchFault at the first operation that cannot be done. */
export function applyJsonPatch(document: unknown, operations: readonly PatchOperation[]): unknown {
  return operations.reduce((current, operation) => applyOne(current, operation), document)
}

function applyOne(document: unknown, { op, path, from = '', value }: PatchOperation): unknown {
  const target = parsePointer(path)
  switch (op) {
    case 'add':
      return add(document, target, value ?? null)
    case 'remove':
      return remove(document, target)
    case 'replace':
      read(document, target)
      return target.length === 0 ? (value ?? null) : add(remove(document, target), target, value ?? null)
    case 'move':
      return add(remove(document, parsePointer(from)), target, read(document, parsePointer(from)))
    case 'copy':
      return add(document, target, read(document, parsePointer(from)))
    case 'test':
      if (!equals(find(document, target) ?? null, value ?? null))
        throw new PatchFault(`testing value ${path} failed`)
      return document
    default:
      throw new PatchFault(`Unexpected kind: ${op}`)
  }
}

function parsePointer(pointer: string): string[] {
  if (pointer === '') return []
  if (!pointer.startsWith('/')) throw new PatchFault(`no such path: ${pointer}`)
  return pointer
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function find(document: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, step) => {
    if (Array.isArray(value)) return value[readIndex(step, value.length)]
    return isRecord(value) && Object.hasOwn(value, step) ? value[step] : undefined
  }, document)
}

function read(document: unknown, path: readonly string[]): unknown {
  const value = find(document, path)
  if (value === undefined) throw new PatchFault(`missing value at /${path.join('/')}`)
  return value
}

function readIndex(step: string, length: number): number {
  if (!/^(-?\d+|-)$/.test(step)) throw new PatchFault(`no index: ${step}`)
  const index = Number(step)
  return index < 0 ? index + length : index
}

/** The document with the change done to the parent of the path's end. */
function change(
  document: unknown,
  path: readonly string[],
  edit: {
    list: (items: unknown[], step: string) => unknown[]
    record: (fields: Record<string, unknown>, step: string) => Record<string, unknown>
  },
): unknown {
  const [step = '', ...rest] = path
  if (rest.length === 0) {
    if (Array.isArray(document)) return edit.list([...document], step)
    if (isRecord(document)) return edit.record({ ...document }, step)
    throw new PatchFault(`no container for ${step}`)
  }
  const inner = change(read(document, [step]), rest, edit)
  if (Array.isArray(document))
    return document.map((item, at) => (at === readIndex(step, document.length) ? inner : item))
  return { ...Object(document), [step]: inner }
}

function add(document: unknown, path: readonly string[], value: unknown): unknown {
  if (path.length === 0) return value
  return change(document, path, {
    list: (items, step) => {
      const index = step === '-' ? items.length : readIndex(step, items.length + 1)
      if (!(index >= 0 && index <= items.length)) throw new PatchFault(`index out of bounds: ${step}`)
      items.splice(index, 0, value)
      return items
    },
    record: (fields, step) => ({ ...fields, [step]: value }),
  })
}

function remove(document: unknown, path: readonly string[]): unknown {
  if (path.length === 0) throw new PatchFault('the whole document cannot be removed')
  read(document, path)
  return change(document, path, {
    list: (items, step) => {
      items.splice(readIndex(step, items.length), 1)
      return items
    },
    record: (fields, step) => Object.fromEntries(Object.entries(fields).filter(([name]) => name !== step)),
  })
}

/** Applies a JSON Merge Patch (RFC 7386). */
export function applyMergePatch(document: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch
  const merged: Record<string, unknown> = isRecord(document) ? { ...document } : {}
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name]
    else merged[name] = applyMergePatch(merged[name], value)
  }
  return merged
}
