import type { GraphHistoryLine } from '#contract/graph-history.ts'
import type { PartHistory } from '#server/mesh/graph/build-history.ts'
import { presentEdge } from '#server/mesh/graph/present.ts'

const measures = [
  'ratePerSecond',
  'requestsPerSecond',
  'errorPercent',
  'bytesPerSecond',
  'bytesReturnedPerSecond',
  'messagesSentPerSecond',
  'messagesReceivedPerSecond',
  'requestBytesPerSecond',
  'responseBytesPerSecond',
  'latencyMsAvg',
  'latencyMsP50',
  'latencyMsP95',
  'latencyMsP99',
] as const satisfies readonly (keyof GraphHistoryLine)[]

/** The lines of a chart: every measure as the graph's answer says it of an edge, step by step. */
export function presentHistory(histories: readonly PartHistory[]): GraphHistoryLine[] {
  return histories.map(({ direction, protocol, edges }) => {
    const answers = edges.map((edge) => edge && presentEdge(edge))
    const line: GraphHistoryLine = { ...(direction && { direction }), protocol }
    for (const measure of measures) {
      const values = answers.map((answer) => answer?.[measure] ?? null)
      if (values.some((value) => value !== null)) line[measure] = values
    }
    return line
  })
}
