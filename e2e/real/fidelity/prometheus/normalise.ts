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

function sortKeys(record: object | undefined): object {
  return Object.fromEntries(Object.entries(record ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)))
}
