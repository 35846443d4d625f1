import { asList, asRecord, equals, type Fields, isRecord, readOwn } from '#demo/kubernetes/fields/json.ts'
import { formatGo } from '#demo/kubernetes/fields/unknown-field.ts'
import { resolveSchema } from '#demo/kubernetes/schemas/object-schema.ts'
import { applyMergePatch, PatchFault } from '#demo/kubernetes/writes/patches/json-patch.ts'

const directive = '$patch'
const retain = '$retainKeys'
const orderPrefix = '$setElementOrder/'
const deletePrefix = '$deleteFromPrimitiveList/'

/**
 * Applies a strategic merge patch: lists merge by the key that their schema names, and directives in the patch replace,
 * delete and order (apimachinery `pkg/util/strategicpatch`). Throws PatchFault where a directive or key is wrong.
 */
export function applyStrategicMerge(document: unknown, patch: unknown, given: Fields): unknown {
  const schema = resolveSchema(given)
  if (!isRecord(patch)) return patch
  const how = patch[directive]
  const { [directive]: _how, ...fields } = patch
  if (how === 'replace') return dropDirectives(fields)
  if (how === 'delete') return {}
  if (how !== undefined && how !== 'merge') throw new PatchFault(`unknown patch type found: ${String(how)}`)
  const merged = retainKeys(isRecord(document) ? { ...document } : {}, fields[retain])
  for (const [name, value] of Object.entries(fields)) {
    if (name === retain) continue
    if (name.startsWith(deletePrefix)) {
      const list = name.slice(deletePrefix.length)
      merged[list] = asList(merged[list]).filter((item) => !asList(value).some((each) => equals(each, item)))
      continue
    }
    if (name.startsWith(orderPrefix)) continue
    if (value === null) delete merged[name]
    else merged[name] = mergeField(merged[name], value, findProperty(schema, name))
  }
  for (const [name, order] of Object.entries(fields)) {
    if (!name.startsWith(orderPrefix)) continue
    const list = name.slice(orderPrefix.length)
    const before = asList(asRecord(document)[list])
    if (Array.isArray(merged[list])) {
      merged[list] = sortItems(merged[list], asList(order), before, readKey(findProperty(schema, list)))
    }
  }
  return merged
}

function findProperty(schema: Fields, name: string): Fields {
  const own = readOwn(schema['properties'], name) ?? schema['additionalProperties']
  return isRecord(own) ? own : {}
}

/** What `$retainKeys` does not name goes. */
function retainKeys(fields: Record<string, unknown>, keys: unknown): Record<string, unknown> {
  if (!Array.isArray(keys)) return fields
  return Object.fromEntries(Object.entries(fields).filter(([name]) => keys.includes(name)))
}

function mergeField(current: unknown, patch: unknown, given: Fields): unknown {
  const schema = resolveSchema(given)
  if (isRecord(patch)) {
    // What the schema leaves open is merged as JSON is.
    const known =
      isRecord(schema['properties']) || isRecord(schema['additionalProperties']) || directive in patch
    return known ? applyStrategicMerge(current, patch, schema) : applyMergePatch(current, patch)
  }
  const merges = String(given['x-kubernetes-patch-strategy'] ?? '')
    .split(',')
    .includes('merge')
  if (!Array.isArray(patch) || !merges) return patch
  const key = readKey(given)
  if (key === undefined) return [...new Set([...asList(current), ...patch])]
  return mergeItems(asList(current), patch, key, asRecord(schema['items']))
}

const readKey = (schema: Fields) => {
  const key = schema['x-kubernetes-patch-merge-key']
  return typeof key === 'string' ? key : undefined
}

function mergeItems(
  current: readonly unknown[],
  patch: readonly unknown[],
  key: string,
  items: Fields,
): unknown[] {
  if (patch.some((item) => asRecord(item)[directive] === 'replace')) {
    return patch.filter((item) => asRecord(item)[directive] === undefined)
  }
  let merged = [...current]
  for (const item of patch) {
    const wanted = readOwn(item, key)
    if (wanted === undefined)
      throw new PatchFault(`map: ${formatGo(item)} does not contain declared merge key: ${key}`)
    const found = merged.findIndex((each) => equals(readOwn(each, key), wanted))
    if (asRecord(item)[directive] === 'delete')
      merged = merged.filter((each) => !equals(readOwn(each, key), wanted))
    else if (found < 0) merged.push(dropDirectives(item))
    else merged[found] = applyStrategicMerge(merged[found], item, items)
  }
  return sortItems(
    merged,
    patch.filter((item) => asRecord(item)[directive] === undefined),
    current,
    key,
  )
}

/**
 * Items that a patch names in its order, those that it does not in the order before it; where both meet, one that stood
 * before the other stays so, and else the patch's comes first (strategicpatch normalizeElementOrder).
 */
function sortItems(
  items: readonly unknown[],
  order: readonly unknown[],
  before: readonly unknown[],
  key: string | undefined,
): unknown[] {
  const nameOf = (item: unknown) => (key === undefined || !isRecord(item) ? item : item[key])
  const find = (list: readonly unknown[], item: unknown) =>
    list.findIndex((each) => equals(nameOf(each), nameOf(item)))
  const sorted = (list: readonly unknown[], by: readonly unknown[]) =>
    list.toSorted((left, right) => find(by, left) - find(by, right))
  const ours = sorted(
    items.filter((item) => find(order, item) >= 0),
    order,
  )
  const theirs = sorted(
    items.filter((item) => find(order, item) < 0),
    before,
  )
  const result: unknown[] = []
  while (ours.length > 0 || theirs.length > 0) {
    const [own, other] = [ours[0], theirs[0]]
    const places = [find(before, own), find(before, other)]
    const isOtherFirst = places.every((place) => place >= 0) && (places[1] ?? 0) < (places[0] ?? 0)
    const takesOther = ours.length === 0 || (theirs.length > 0 && isOtherFirst)
    result.push(takesOther ? theirs.shift() : ours.shift())
  }
  return result
}

function dropDirectives(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(dropDirectives)
  if (!isRecord(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, inner]) => !name.startsWith('$') && inner !== null)
      .map(([name, inner]) => [name, dropDirectives(inner)]),
  )
}
