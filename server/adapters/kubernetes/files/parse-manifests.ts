import { parseAllDocuments } from 'yaml'
import type { RawMeta, RawObject } from '#server/mesh/objects/prune/raw-object.ts'

/** Written out, aliases of aliases grow without end ("billion laughs"); honest manifests have a few. */
const mostAliases = 100

/**
 * The objects of a text of JSON or YAML, lists taken apart. What has no kind and no name is left out. Throws an Error in
 * the parser's words for what is neither.
 */
export function parseManifests(text: string): readonly RawObject[] {
  return parseValues(text).flatMap((value) => listObjects(value))
}

function parseValues(text: string): readonly unknown[] {
  // JSON is YAML too, but its own parser is a hundred times as fast.
  if (/^\s*[{[]/.test(text)) {
    try {
      return [JSON.parse(text)]
    } catch {
      // A flow mapping of YAML begins in the same way.
    }
  }
  const documents = parseAllDocuments(text, { logLevel: 'silent', merge: false })
  return [...documents].map((document) => {
    const [fault] = document.errors
    if (fault) throw new Error(fault.message.split('\n', 1)[0])
    return document.toJS({ maxAliasCount: mostAliases })
  })
}

/** A list's items may leave out their kind, which the list's own then tells (meta/v1, `PodList`). */
function listObjects(
  value: unknown,
  given: { apiVersion?: string; kind?: string } = {},
): readonly RawObject[] {
  if (!isRecord(value)) return []
  const { kind = given.kind, apiVersion = given.apiVersion, items } = value
  if (typeof kind !== 'string' || typeof apiVersion !== 'string') return []
  if (kind.endsWith('List') && Array.isArray(items)) {
    const inner = kind === 'List' ? {} : { apiVersion, kind: kind.slice(0, -'List'.length) }
    return items.flatMap((item) => listObjects(item, inner))
  }
  const metadata = readMeta(value['metadata'])
  return metadata ? [{ ...value, apiVersion, kind, metadata }] : []
}

function readMeta(value: unknown): RawMeta | undefined {
  if (!isRecord(value) || typeof value['name'] !== 'string' || value['name'] === '') return undefined
  const { labels, annotations, namespace, ...rest } = value
  return {
    ...rest,
    labels: readTexts(labels),
    annotations: readTexts(annotations),
    ...(typeof namespace === 'string' ? { namespace } : {}),
  }
}

/** A file's author may have written numbers; the API server would have refused them. */
function readTexts(value: unknown): Readonly<Record<string, string>> {
  if (!isRecord(value)) return {}
  return Object.fromEntries(
    Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  )
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
