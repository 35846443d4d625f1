import { emptySet, type FieldSet, has } from '#demo/kubernetes/fields/field-set.ts'
import { deduceType, type FieldType, findField, nameItem } from '#demo/kubernetes/fields/field-type.ts'
import { asList, asRecord, isRecord } from '#demo/kubernetes/fields/json.ts'

type ListType = FieldType & { kind: 'list' }

/** The live object with a configuration laid over it (structured-merge-diff `typed/merge.go`). */
export function mergeValues(live: unknown, config: unknown, type: FieldType): unknown {
  if (config === undefined) return live
  if (live === undefined || live === null) return config
  const own = deduceType(type, config)
  if (own.kind === 'map' && !own.atomic && isRecord(live) && isRecord(config)) {
    if (Object.keys(live).length === 0 && Object.keys(config).length === 0) return config
    const names = new Set([...Object.keys(live), ...Object.keys(config)])
    return Object.fromEntries(
      [...names].map((name) => [name, mergeValues(live[name], config[name], findField(own, name))]),
    )
  }
  if (own.kind === 'list' && own.relation !== 'atomic' && Array.isArray(live) && Array.isArray(config)) {
    return mergeItems(live, config, own)
  }
  return config
}

/**
 * Items of both, each once: those of the configuration in its order, those that only the live object has where they
 * stood.
 */
function mergeItems(live: readonly unknown[], config: readonly unknown[], type: ListType): unknown[] {
  const steps = (items: readonly unknown[]) => items.map((item) => nameItem(type, item) ?? '')
  const [left, right] = [steps(live), steps(config)]
  const shared = right.filter((step) => left.includes(step))
  const merge = (step: string) => {
    const found = left.filter((each) => each === step).length === 1 ? live[left.indexOf(step)] : undefined
    return mergeValues(found, config[right.indexOf(step)], type.element)
  }
  const merged: unknown[] = []
  const done = new Set<string>()
  let next = 0
  const takeUpTo = (step: string | undefined) => {
    while (next < right.length) {
      const own = right[next] ?? ''
      next += 1
      merged.push(merge(own))
      done.add(own)
      if (own === step) return
    }
  }
  for (const [at, step] of left.entries()) {
    if (!right.includes(step)) merged.push(live[at])
    // A shared item stands where the configuration's order wants it.
    else if (!done.has(step) && shared.find((each) => !done.has(each)) === step) takeUpTo(step)
  }
  takeUpTo(undefined)
  return merged
}

/** The value without the items of a set (structured-merge-diff `typed/remove.go`). What is left empty is null. */
export function removeItems(value: unknown, set: FieldSet, type: FieldType): unknown {
  const own = deduceType(type, value)
  if (own.kind === 'list') {
    if (own.relation === 'atomic') return null
    const kept = asList(value).flatMap((item) => {
      const step = nameItem(own, item) ?? ''
      if (has(set, [step])) return []
      const inner = set.children.get(step)
      return [inner ? removeItems(item, inner, own.element) : item]
    })
    return kept.length > 0 ? kept : null
  }
  if (own.kind !== 'map') return value
  if (own.atomic) return null
  const kept = Object.entries(asRecord(value)).flatMap(([name, item]) => {
    const step = `f:${name}`
    if (has(set, [step])) return []
    const inner = set.children.get(step)
    return [[name, inner ? removeItems(item, inner, findField(own, name)) : item] as const]
  })
  return kept.length > 0 ? Object.fromEntries(kept) : null
}

/** The set with every named field that has others below it: a struct's field is there when something in it is. */
export function withNamedFields(set: FieldSet, type: FieldType): FieldSet {
  const members = new Set(set.members)
  const children = new Map<string, FieldSet>()
  for (const [step, child] of set.children) {
    const name = step.slice(2)
    const isField = step.startsWith('f:')
    if (isField && type.kind === 'map' && type.find(name) !== undefined) members.add(step)
    const inner: FieldType = isField
      ? findField(type, name)
      : type.kind === 'list'
        ? type.element
        : { kind: 'any' }
    children.set(step, withNamedFields(child ?? emptySet, inner))
  }
  return { members, children }
}
