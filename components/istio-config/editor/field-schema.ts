import { formatPath, scanYaml } from '#components/istio-config/editor/scan-yaml.ts'
import type { FieldSchema } from '#contract/config.ts'

/** The schema of the field at a path; undefined below what says nothing of its members, and for unknown fields. */
export function findField(schema: FieldSchema, path: readonly string[]): FieldSchema | undefined {
  return path.reduce<FieldSchema | undefined>((at, name) => {
    if (at === undefined) return undefined
    if (/^\[\d+\]$/.test(name)) return at.items
    return readMember(at, name) ?? at.additionalProperties
  }, schema)
}

function readMember({ properties }: FieldSchema, name: string): FieldSchema | undefined {
  return properties && Object.hasOwn(properties, name) ? properties[name] : undefined
}

/** `array of object`, `string, one of A, B`; '' where nothing is said. */
export function describeType({ type = '', items, additionalProperties }: FieldSchema): string {
  if (type === 'array' && items?.type) return `${items.type}[]`
  if (type === 'object' && additionalProperties?.type) return `map of ${additionalProperties.type}`
  return type
}

export interface UnknownField {
  readonly from: number
  readonly to: number
  /** As `spec.http[0].rote`. */
  readonly path: string
  /** Known fields that are written much alike, the nearest first. */
  readonly near: readonly string[]
}

/** Keys that their object does not have, by the schema; at most 100. Objects of other kinds in the text are passed over. */
export function listUnknownFields(text: string, schema: FieldSchema, kind: string): readonly UnknownField[] {
  const entries = scanYaml(text)
  const kinds = entries.filter(({ path }) => path.length === 1 && path[0] === 'kind')
  if (kinds.length > 1 || (kinds[0] && kinds[0].value !== kind)) return []
  return entries
    .flatMap(({ path, from, to }) => {
      const parent = findField(schema, path.slice(0, -1))
      const name = path.at(-1) ?? ''
      if (!parent?.properties || parent.open || parent.additionalProperties) return []
      if (Object.hasOwn(parent.properties, name)) return []
      const near = listNear(name, Object.keys(parent.properties))
      return [{ from, to, path: formatPath(path), near }]
    })
    .slice(0, 100)
}

function listNear(name: string, known: readonly string[]): readonly string[] {
  return known
    .map((each) => ({ each, distance: measureDistance(name.toLowerCase(), each.toLowerCase()) }))
    .filter(({ each, distance }) => distance <= Math.max(1, Math.floor(each.length / 3)))
    .sort((a, b) => a.distance - b.distance)
    .map(({ each }) => each)
    .slice(0, 3)
}

/** Levenshtein's: how many letters to change, add or take away. */
function measureDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    for (const [j, other] of [...b].entries()) {
      const change = (row[j] ?? 0) + (letter === other ? 0 : 1)
      next.push(Math.min(change, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
