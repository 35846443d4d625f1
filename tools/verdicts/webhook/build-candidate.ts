import type { Draw } from '#server/mesh/changes/generate-object.test-support.ts'
import { asRecord } from '#server/mesh/checks/field.ts'
import { type CustomKind, findSchema, type StructuralSchema } from '#server/mesh/schemas/custom-kinds.ts'
import {
  alternatives,
  oddDurations,
  oddNumbers,
  oddTexts,
  usualDurations,
  usualMembers,
  usualNumbers,
  usualTexts,
  usualValues,
} from '#tools/verdicts/webhook/values.ts'

interface Shape {
  readonly draw: Draw
  /** Of a hundred members that may be left out, how many are there. */
  readonly richness: number
  /** Of a thousand values, how many are odd. */
  readonly oddness: number
}

const mostLevels = 9

/**
 * An object of a kind such as a person writes it: of its schema's form, with values that are usual in a field of such a name;
 * some are sound, most have one or a few faults, in values or in the form.
 */
export function buildCandidate(kind: CustomKind, draw: Draw): Record<string, unknown> {
  const version = draw.pick(kind.versions.filter(({ served }) => served)).name
  const schema = asRecord(findSchema(kind.group, version, kind.kind))
  const shape = { draw, richness: draw.pick([4, 10, 20, 35, 50]), oddness: draw.pick([0, 5, 30, 100]) }
  const object = {
    apiVersion: `${kind.group}/${version}`,
    kind: kind.kind,
    metadata: { name: 'generated', ...(kind.scope === 'Cluster' ? {} : { namespace: 'bookinfo' }) },
    spec: buildMembers(shape, asRecord(asRecord(schema['properties'])['spec']), kind.kind, 0),
  }
  if (draw.below(2) === 0) breakOnce(object.spec, draw)
  return object
}

/** @param name of the field; with whose it is before a dot, where that is known */
function buildValue(shape: Shape, given: unknown, path: string, level: number): unknown {
  const schema = asRecord(given)
  const { draw } = shape
  const choices = schema['enum']
  const isOdd = draw.below(1_000) < shape.oddness
  if (Array.isArray(choices) && choices.length > 0) return isOdd ? draw.pick(oddTexts) : draw.pick(choices)
  const name = path.slice(path.indexOf('.') + 1)
  const usual = usualValues[path] ?? usualValues[name]
  if (schema['x-kubernetes-int-or-string'] === true) return draw.pick<unknown>([80, '80%'])
  switch (schema['type']) {
    case 'object':
      return buildMembers(shape, schema, name, level)
    case 'array':
      return buildItems(shape, schema, path, level)
    case 'integer':
    case 'number':
      return draw.pick(isOdd ? oddNumbers : (usual ?? usualNumbers))
    case 'boolean':
      return draw.below(2) === 0
    case 'string':
      return buildText(shape, schema, usual, isOdd)
    default:
      return draw.pick<unknown>(['a', 1, { a: 1 }])
  }
}

function buildText(
  { draw }: Shape,
  schema: StructuralSchema,
  usual: readonly unknown[] | undefined,
  isOdd: boolean,
) {
  const isDuration = JSON.stringify(schema['x-kubernetes-validations'] ?? '').includes('duration(')
  if (isDuration) return draw.pick(isOdd ? oddDurations : usualDurations)
  return draw.pick<unknown>(isOdd ? oddTexts : (usual ?? usualTexts))
}

function buildItems(shape: Shape, schema: StructuralSchema, path: string, level: number): readonly unknown[] {
  const { draw } = shape
  const least = Number(schema['minItems'] ?? 0)
  const most = draw.below(50) === 0 ? 3 : Number(schema['maxItems'] ?? 3)
  const count = Math.max(least, level > mostLevels ? 0 : draw.pick([1, 1, 1, 1, 2, 2, 0, 3]))
  const length = Math.min(count, most)
  return Array.from({ length }, () => buildValue(shape, schema['items'], `${path}[]`, level + 1))
}

function buildMembers(
  shape: Shape,
  schema: StructuralSchema,
  name: string,
  level: number,
): Record<string, unknown> {
  const { draw, richness } = shape
  const required = readTexts(schema['required'])
  const usual = usualMembers[name] ?? []
  const left = draw.below(20) === 0 ? [] : listLeftOut(schema, usual, draw)
  const values: Record<string, unknown> = {}
  for (const [member, of] of Object.entries(asRecord(schema['properties']))) {
    const isWanted =
      required.includes(member) ||
      (usual.includes(member) && draw.below(20) > 0) ||
      (level < mostLevels && draw.below(100) < richness)
    if (isWanted && !left.includes(member))
      values[member] = buildValue(shape, of, `${name}.${member}`, level + 1)
  }
  const others = schema['additionalProperties']
  if (typeof others === 'object')
    values[draw.pick(['app', 'version', 'x-user', 'http', 'us-east/*'])] = buildValue(
      shape,
      others,
      `${name}{}`,
      level + 1,
    )
  return values
}

/** Of fields that exclude each other, all but one. */
function listLeftOut(schema: StructuralSchema, usual: readonly string[], draw: Draw): readonly string[] {
  const choices = [schema, ...readRecords(schema['allOf'])].flatMap((each) => {
    const names = readRecords(each['oneOf']).flatMap((branch) => readTexts(branch['required']))
    return names.length > 1 ? [names] : []
  })
  const here = asRecord(schema['properties'])
  const others = alternatives.map((names) => names.filter((each) => Object.hasOwn(here, each)))
  return [...choices, ...others.filter(({ length }) => length > 1)].flatMap((names) => {
    const likely = names.filter((each) => usual.includes(each))
    const kept = draw.pick(likely.length > 0 && draw.below(5) > 0 ? likely : names)
    return names.filter((each) => each !== kept)
  })
}

/** One fault in the form: something is missing, twice, of another type, or unknown. */
function breakOnce(root: Record<string, unknown>, draw: Draw): void {
  const places = listPlaces(root)
  if (places.length === 0) return
  const { parent, step } = draw.pick(places)
  const next = draw.pick<unknown>(['', 0, -1, 70_000, true, [], {}, null, draw.pick(oddTexts), 'reviews'])
  if (Array.isArray(parent)) {
    const [item] = parent.slice(Number(step))
    const edits = [
      () => parent.splice(Number(step), 1),
      () => parent.push(structuredClone(item)),
      () => parent.splice(Number(step), 1, next),
    ]
    draw.pick(edits)()
    return
  }
  const record = asMutable(parent)
  if (draw.below(3) === 0) delete record[step]
  else if (draw.below(8) === 0) record[`${step}s`] = record[step]
  else record[step] = next
}

interface Location {
  readonly parent: object
  readonly step: string
}

function listPlaces(value: unknown): readonly Location[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([step, member]) => [{ parent: value, step }, ...listPlaces(member)])
}

function asMutable(value: object): Record<string, unknown> {
  // Objects here are made above, member by member.
  return value as Record<string, unknown>
}

function readTexts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
}

function readRecords(value: unknown): readonly StructuralSchema[] {
  return Array.isArray(value) ? value.map(asRecord) : []
}
