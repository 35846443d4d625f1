import type { createCircuit } from '#server/adapters/prometheus/circuit.ts'
import type { HttpClient } from '#server/adapters/prometheus/http-client.ts'
import { parseAlerts } from '#server/adapters/prometheus/parse-alerts.ts'
import { parseEnvelope } from '#server/adapters/prometheus/parse-answer.ts'
import { parseExemplars } from '#server/adapters/prometheus/parse-exemplars.ts'
import { parseRules } from '#server/adapters/prometheus/parse-rules.ts'
import type { Asked } from '#server/adapters/prometheus/problems.ts'
import { createSharedQuestions } from '#server/adapters/prometheus/share-questions.ts'
import type { PrometheusAdapter } from '#server/adapters/prometheus/types.ts'

interface AsideFacts {
  readonly client: HttpClient
  readonly deadlineMs: number
  readonly circuit: Pick<ReturnType<typeof createCircuit>, 'resting'>
}

/**
 * What is asked beside queries: alerts, rules, exemplars. As with facts, that a server has none to tell (404) or fails at
 * them says nothing about its health; while it is not asked for queries, it is not asked for these either.
 */
export function createAsideQuestions({
  client,
  deadlineMs,
  circuit,
}: AsideFacts): Pick<PrometheusAdapter, 'listAlerts' | 'listRules' | 'listExemplars'> {
  const gather = <Told>(path: string, parse: (data: unknown, asked: Asked) => Told) => {
    const share = createSharedQuestions<Told | undefined>()
    const asked = { address: client.address, target: path }
    return async (signal: AbortSignal, query = ''): Promise<Told | undefined> => {
      const rest = circuit.resting()
      if (rest) throw rest.problem
      return share(query, signal, (shared) =>
        client.send({ path: `${path}${query}`, asked, deadlineMs, signal: shared }, (answer) =>
          answer.status === 404 ? undefined : parse(parseEnvelope(answer, asked).data, asked),
        ),
      )
    }
  }
  const gatherAlerts = gather('/api/v1/alerts', parseAlerts)
  const gatherRules = gather('/api/v1/rules', parseRules)
  const gatherExemplars = gather('/api/v1/query_exemplars', parseExemplars)
  return {
    listAlerts: (signal) => gatherAlerts(signal),
    listRules: (signal) => gatherRules(signal),
    listExemplars: async (query, { startSeconds, endSeconds, signal }) => {
      const form = new URLSearchParams({ query, start: String(startSeconds), end: String(endSeconds) })
      return (await gatherExemplars(signal, `?${form}`)) ?? []
    },
  }
}
