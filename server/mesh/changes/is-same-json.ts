import { asRecord } from '#server/mesh/checks/field.ts'

/** Whether two values of JSON say the same. */
export function isSameJson(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) || Array.isArray(other))
    return (
      Array.isArray(one) &&
      Array.isArray(other) &&
      one.length === other.length &&
      one.every((item, at) => isSameJson(item, other[at]))
    )
  if (typeof one !== 'object' || one === null || typeof other !== 'object' || other === null)
    return one === other
  const [left, right] = [asRecord(one), asRecord(other)]
  const names = Object.keys(left)
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => Object.hasOwn(right, name) && isSameJson(left[name], right[name]))
  )
}
