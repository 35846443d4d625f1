import { asRecord } from '#server/mesh/checks/field.ts'
import { type CustomKind, findSchema, type StructuralSchema } from '#server/mesh/schemas/custom-kinds.ts'

export interface Draw {
  /** A whole number below. */
  below(bound: number): number
  pick<Item>(items: readonly Item[]): Item
}

/** The same numbers for the same seed (mulberry32). */
export function createDraw(seed: number): Draw {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (bound: number) => Math.floor(next() * bound)
  return {
    below,
    pick: (items) => {
      const item = items[below(items.length)]
      if (item === undefined) throw new Error('nothing to pick from')
      return item
    },
  }
}

const texts = [
  '',
  '0',
  'false',
  'null',
  '~',
  'a/b~c',
  '1e3',
  'on',
  ' leading',
  'ü: "x"\n#no comment',
  '*',
  'reviews',
]

/** An object of a kind, as its schema shapes it, full of what a careless program drops: 0, false, "", empty lists and maps. */
export function generateObject({ group, kind, versions }: CustomKind, draw: Draw): Record<string, unknown> {
  const version = draw.pick(versions)
  const spec = generateValue(
    asRecord(asRecord(findSchema(group, version.name, kind))['properties'])['spec'],
    draw,
    0,
  )
  return {
    apiVersion: `${group}/${version.name}`,
    kind,
    metadata: {
      name: 'generated',
      namespace: 'bookinfo',
      labels: { 'a.example/b~c': draw.pick(texts), empty: '' },
      annotations: { note: draw.pick(texts) },
    },
    spec,
    // A field of a newer version than this program knows.
    ...(draw.below(2) === 0 ? { unknownField: { 0: [], nothing: '', zero: 0, no: false } } : {}),
  }
}

function generateValue(given: unknown, draw: Draw, depth: number): unknown {
  const schema = asRecord(given)
  const choices = schema['enum']
  if (Array.isArray(choices) && choices.length > 0) return draw.pick(choices)
  switch (schema['type']) {
    case 'object':
      return generateMembers(schema, draw, depth)
    case 'array':
      return Array.from({ length: depth > 6 ? 0 : draw.below(4) }, () =>
        generateValue(schema['items'], draw, depth + 1),
      )
    case 'integer':
    case 'number':
      return draw.pick([0, 1, -1, 100, 2_147_483_647])
    case 'boolean':
      return draw.below(2) === 0
    case 'string':
      return draw.pick(texts)
    default:
      return draw.pick<unknown>([0, '', false, [], {}, null])
  }
}

function generateMembers(schema: StructuralSchema, draw: Draw, depth: number): Record<string, unknown> {
  const members = Object.entries(asRecord(schema['properties'])).filter(
    () => draw.below(depth > 4 ? 4 : 2) === 0,
  )
  const values: Record<string, unknown> = Object.fromEntries(
    members.map(([name, member]) => [name, generateValue(member, draw, depth + 1)]),
  )
  const additional = schema['additionalProperties']
  if (typeof additional === 'object' && draw.below(2) === 0)
    values['key/with~marks'] = generateValue(additional, draw, depth + 1)
  if (draw.below(6) === 0) values['unknownField'] = draw.pick<unknown>([0, '', false, [], {}, null])
  return values
}
