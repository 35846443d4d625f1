import type { Answer } from '#e2e/real/fidelity/answer.ts'

interface Normalisation {
  readonly name: string
  readonly reason: string
  apply(answer: Answer): Answer
}

/** The parts of an answer of `/query` that are put in order. */
interface Body {
  readonly data?: { readonly resultType?: string; readonly result?: readonly { readonly metric?: object }[] }
}

/** What is evened out before answers to an expression are compared, and why it must. */
export const sortedResult: Normalisation = {
  name: 'elements in the order of their labels',
  reason: 'an instant vector has no order unless it is sorted: each server gives that of its storage',
  apply: (answer) => {
    const body = answer.body as Body // `/query` answers so; what is not there reads as undefined
    const { data } = body
    if (!data || !['vector', 'matrix'].includes(data.resultType ?? '')) return answer
    const items = [...(data.result ?? [])].map((item) => ({ ...item, metric: sortKeys(item.metric) }))
    const name = (item: { metric: object }) => JSON.stringify(item.metric)
    items.sort((a, b) => (name(a) < name(b) ? -1 : 1))
    return { ...answer, body: { ...body, data: { ...data, result: items } } }
  },
}

export const sortedNotes: Normalisation = {
  name: 'warnings and infos in the order of their words',
  reason: 'Prometheus keeps them in a map, whose order Go draws anew each time',
  apply: (answer) => {
    if (typeof answer.body !== 'object' || answer.body === null) return answer
    const body: Record<string, unknown> = { ...answer.body }
    for (const field of ['warnings', 'infos']) {
      if (Array.isArray(body[field])) body[field] = body[field].toSorted()
    }
    return { ...answer, body }
  },
}

/** Queries without a time are answered for the moment in which each server gets them. */
export const moments: Normalisation = {
  name: 'the present moment',
  reason: 'two servers are not asked in the same millisecond',
  apply: (answer) => ({ ...answer, body: replaceMoments(answer.body) }),
}

const isNow = (value: unknown) => typeof value === 'number' && Math.abs(value - Date.now() / 1000) < 3600

function replaceMoments(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(replaceMoments)
  if (isNow(value)) return '<now>'
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replaceMoments(inner)]))
}

export const shapeOf: Normalisation = {
  name: 'shape alone',
  reason:
    'each server speaks of itself: versions, addresses, times, sizes, labels of its targets and names of its metrics',
  apply: (answer) => ({ ...answer, body: describeShape(answer.body) }),
}

/** Types in place of values; of a list, each shape once. */
function describeShape(value: unknown): unknown {
  if (Array.isArray(value)) {
    return [...new Set(value.map((item) => JSON.stringify(describeShape(item))))].sort()
  }
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value
  const entries = Object.entries(value).map(([key, inner]): [string, unknown] => [
    key,
    FREE.has(key) ? 'a map' : inner,
  ])
  if (entries.length > 0 && entries.every(([, inner]) => isMetadata(inner)))
    return describeShape(entries.map(([, inner]) => inner))
  const ordered = entries.sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(ordered.map(([key, inner]) => [key, describeShape(inner)]))
}

/** Maps whose keys are names that each server has of its own. */
const FREE: ReadonlySet<string> = new Set([
  'labels',
  'discoveredLabels',
  'annotations',
  'metric',
  'droppedTargetCounts',
])

const isMetadata = (value: unknown) => Array.isArray(value) && value.every((item) => 'help' in Object(item))

function sortKeys(record: object | undefined): object {
  return Object.fromEntries(Object.entries(record ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)))
}
