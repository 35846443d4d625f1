import type { Answer } from '#e2e/real/fidelity/answer.ts'

type Fields = Readonly<Record<string, unknown>>

/** What is evened out before the answers of two Jaegers are compared, each with its reason. */
export const tracingNormalisations: readonly {
  readonly name: string
  readonly reason: string
  readonly apply: (body: unknown) => unknown
}[] = [
  {
    name: 'bodies as JSON, of whatever type',
    reason: '2.13 sends the answers of /api/v3 as plain text, by oversight',
    apply: (body) => (typeof body === 'string' ? parse(body) : body),
  },
  {
    name: 'processes inside their spans',
    reason: 'their names (p1, p2, …) follow from an order that is none',
    apply: (body) => mapRecords(body, inlineProcesses),
  },
  {
    name: 'spans one by one',
    reason: 'how many spans stand under one resource follows from the batches in which they came',
    apply: (body) =>
      mapRecords(body, (record) =>
        Array.isArray(record['resourceSpans'])
          ? { ...record, resourceSpans: record['resourceSpans'].flatMap(listSpans) }
          : record,
      ),
  },
  {
    name: 'what a Jaeger thinks of clocks',
    reason:
      'a child that begins a little before its parent is remarked on; the demo keeps its spans as they were sent',
    apply: (body) => mapRecords(body, withoutRemarks),
  },
  {
    name: 'order of lists',
    reason: 'services, operations, spans, tags and traces are kept in maps',
    apply: sortLists,
  },
]

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function mapRecords(value: unknown, change: (record: Fields) => Fields): unknown {
  if (Array.isArray(value)) return value.map((item) => mapRecords(item, change))
  if (typeof value !== 'object' || value === null) return value
  return change(
    Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapRecords(inner, change)])),
  )
}

function inlineProcesses(record: Fields): Fields {
  const { processes, spans, ...rest } = record
  if (!processes || !Array.isArray(spans)) return record
  const named: Fields = Object(processes)
  return { ...rest, spans: spans.map(({ processID, ...span }) => ({ ...span, process: named[processID] })) }
}

function withoutRemarks(record: Fields): Fields {
  const attributes = record['attributes']
  return {
    ...record,
    ...('warnings' in record ? { warnings: null } : {}),
    ...(Array.isArray(attributes)
      ? { attributes: attributes.filter((attribute) => Object(attribute).key !== '@jaeger@warnings') }
      : {}),
  }
}

function listSpans(group: unknown): object[] {
  const { resource, scopeSpans = [] } = Object(group)
  return scopeSpans.flatMap(({ scope, spans }: { scope: unknown; spans: object[] }) =>
    spans.map((span) => ({ resource, scope, span })),
  )
}

function sortLists(value: unknown): unknown {
  if (Array.isArray(value)) {
    const text = (item: unknown) => JSON.stringify(item)
    return value.map(sortLists).sort((a, b) => (text(a) < text(b) ? -1 : 1))
  }
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortLists(inner)]))
}

export function normaliseTracing({ status, body }: Answer): Answer {
  return {
    status,
    contentType: '',
    body: tracingNormalisations.reduce((told, { apply }) => apply(told), body),
  }
}
