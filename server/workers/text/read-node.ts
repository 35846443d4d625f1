import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type ParsedNode,
  type Scalar,
  type YAMLMap,
} from 'yaml'
import { mostLevels } from '#server/workers/text/find-depth-fault.ts'
import { readScalar } from '#server/workers/text/read-scalar.ts'
import type { PlaceAt } from '#server/workers/text/read-text.ts'
import type { Place, ReadDocument, Severity, TextFault } from '#server/workers/text/types.ts'

/** Values of one document, aliases written out; the largest objects of etcd have a tenth of it. */
const mostValues = 200_000
/** Values that aliases and merge keys may add to what is written ("billion laughs"); honest texts have a few. */
const mostAliased = 10_000
/** Names of Kubernetes, the longest of annotations among them, have at most 317 characters. */
const mostKeyLength = 1_000
/** Of what a text says in a fault's words. */
const mostQuoted = 100
/** Values whose place is kept: what is deeper in a huge document is shown at the place above it. */
const mostPlaces = 20_000
const plainTags = ['str', 'int', 'bool', 'null', 'float', 'map', 'seq'].map(
  (name) => `tag:yaml.org,2002:${name}`,
)

interface Facts {
  readonly index: number
  readonly placeAt: PlaceAt
}

interface Reading extends Facts {
  readonly places: Map<string, Place>
  readonly faults: TextFault[]
  values: number
  aliased: number
  /** What each anchor stood for when it was last met; undefined while it is being read. */
  readonly anchors: Map<string, Anchored | undefined>
}

interface Anchored {
  readonly value: unknown
  /** Values in it, itself among them. */
  readonly size: number
}

/** Stops the reading of a document that is too large; the fault is told already. */
class TooLarge extends Error {}

/**
 * The value of a document, as JSON has it, with aliases and merge keys written out within bounds. Objects have only own
 * members, whatever their names.
 */
export function readNode(
  document: Document.Parsed<ParsedNode>,
  facts: Facts,
): { readonly isEmpty: boolean; readonly document: ReadDocument; readonly faults: readonly TextFault[] } {
  const reading: Reading = {
    ...facts,
    places: new Map(),
    faults: [],
    values: 0,
    aliased: 0,
    anchors: new Map(),
  }
  const { contents } = document
  let value: unknown
  try {
    value = contents ? readValue(reading, contents, '', 0) : null
  } catch (error) {
    if (!(error instanceof TooLarge)) throw error
    value = undefined
  }
  const broken = reading.faults.some(({ severity }) => severity === 'error')
  const [from] = contents?.range ?? document.range
  return {
    isEmpty: value === null && !broken,
    document: {
      index: facts.index,
      line: facts.placeAt(from, from).line,
      value: broken ? undefined : value,
      places: reading.places,
    },
    faults: reading.faults,
  }
}

function tell(
  reading: Reading,
  node: Node,
  fault: { severity?: Severity; code: string; path: string; params?: TextFault['params'] },
): void {
  const [from, to] = node.range ?? [0, 0]
  const { severity = 'error', code, path, params = {} } = fault
  reading.faults.push({
    severity,
    path,
    code,
    params: Object.fromEntries(
      Object.entries(params).map(([name, value]) => [
        name,
        typeof value === 'string' ? value.slice(0, mostQuoted) : value,
      ]),
    ),
    document: reading.index,
    ...reading.placeAt(from, to),
  })
}

function readValue(reading: Reading, node: Node, path: string, level: number): unknown {
  reading.values += 1
  if (reading.values > mostValues) stop(reading, node, path, 'yaml-too-large', mostValues)
  if (level > mostLevels) stop(reading, node, path, 'yaml-too-deep', mostLevels)
  remember(reading, node, path)
  if (isAlias(node)) return readAlias(reading, node, path)
  const anchor = 'anchor' in node ? node.anchor : undefined
  if (anchor === undefined) return readContent(reading, node, path, level)
  const before = reading.values + reading.aliased
  reading.anchors.set(anchor, undefined)
  const value = readContent(reading, node, path, level)
  reading.anchors.set(anchor, { value, size: reading.values + reading.aliased - before + 1 })
  return value
}

function stop(reading: Reading, node: Node, path: string, code: string, limit: number): never {
  tell(reading, node, { code, path, params: { limit } })
  throw new TooLarge()
}

function readContent(reading: Reading, node: Node, path: string, level: number): unknown {
  const tag = 'tag' in node ? node.tag : undefined
  if (tag !== undefined && !plainTags.includes(tag)) {
    tell(reading, node, { code: 'yaml-tag', path, params: { reason: tag } })
    return null
  }
  if (isMap(node)) return readMap(reading, node, path, level)
  if (isSeq(node))
    return node.items.map((item, index) => readValue(reading, asNode(item), `${path}[${index}]`, level + 1))
  return isScalar(node) ? readLeaf(reading, node, path) : null
}

function readLeaf(reading: Reading, node: Scalar, path: string): unknown {
  const answer = readScalar(node)
  if ('fault' in answer) {
    tell(reading, node, { code: answer.fault, path, params: { reason: node.source ?? '' } })
    return null
  }
  if (answer.hint)
    tell(reading, node, {
      severity: 'warning',
      code: answer.hint,
      path,
      params: { value: node.source ?? '' },
    })
  return answer.value
}

/** The very value of its anchor, which nobody changes; its size counts again, since whoever reads on meets it again. */
function readAlias(reading: Reading, node: Alias, path: string): unknown {
  const { source } = node
  const anchored = reading.anchors.get(source)
  if (!anchored) {
    const code = reading.anchors.has(source) ? 'yaml-alias-circle' : 'yaml-alias-unknown'
    tell(reading, node, { code, path, params: { reason: source } })
    return null
  }
  reading.aliased += anchored.size
  if (reading.aliased > mostAliased) stop(reading, node, path, 'yaml-aliases', mostAliased)
  return anchored.value
}

/** A map's own members win over merged ones, an earlier merged one over a later (yaml.org/type/merge). */
function readMap(reading: Reading, map: YAMLMap, path: string, level: number): unknown {
  const own = new Map<string, unknown>()
  const merged: unknown[] = []
  for (const item of map.items) {
    if (!isPair(item)) continue
    const key = readKey(reading, asNode(item.key), path)
    if (key === undefined) continue
    const value = item.value === null ? undefined : asNode(item.value)
    if (key === '<<' && value) {
      merged.push(...[readValue(reading, value, path, level + 1)].flat())
      continue
    }
    const place = joinPath(path, key)
    if (own.has(key))
      tell(reading, asNode(item.key), { code: 'yaml-duplicate-key', path: place, params: { key } })
    own.set(key, value ? readValue(reading, value, place, level + 1) : null)
    remember(reading, asNode(item.key), place, true)
  }
  for (const each of merged) {
    if (typeof each !== 'object' || each === null || Array.isArray(each))
      tell(reading, map, { code: 'yaml-merge', path })
    else for (const [key, value] of Object.entries(each)) if (!own.has(key)) own.set(key, value)
  }
  // fromEntries makes own members of all names.
  return Object.fromEntries(own)
}

function readKey(reading: Reading, node: Node, path: string): string | undefined {
  const given = isAlias(node) ? reading.anchors.get(node.source)?.value : isScalar(node) ? node.value : node
  if (typeof given === 'object' && given !== null) {
    tell(reading, node, { code: 'yaml-key', path })
    return undefined
  }
  const key = String(given)
  if (key.length > mostKeyLength) {
    tell(reading, node, { code: 'yaml-key-long', path, params: { limit: mostKeyLength } })
    return undefined
  }
  if ('anchor' in node && node.anchor) reading.anchors.set(node.anchor, { value: key, size: 1 })
  if (key === '__proto__') {
    tell(reading, node, { code: 'yaml-key-proto', path: joinPath(path, key), params: { key } })
    return undefined
  }
  return key
}

function asNode(value: unknown): Node {
  // Parsed collections hold nodes alone; only those that a program builds hold bare values.
  return value as Node
}

/** A key's place stands for its value's, which may be many lines. */
function remember(reading: Reading, node: Node, path: string, isKey = false): void {
  const { places } = reading
  if ((!isKey && places.has(path)) || (places.size >= mostPlaces && !places.has(path))) return
  const [from, to] = node.range ?? [0, 0]
  places.set(path, reading.placeAt(from, to))
}

/** Paths as the core writes them (server/mesh/checks/field.ts). */
function joinPath(path: string, name: string): string {
  if (!/^[A-Za-z_][\w-]*$/.test(name)) return `${path}[${JSON.stringify(name)}]`
  return path === '' ? name : `${path}.${name}`
}
