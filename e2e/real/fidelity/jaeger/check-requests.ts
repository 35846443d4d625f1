import { ask } from '#e2e/real/fidelity/answer.ts'
import { explainDifferences } from '#e2e/real/fidelity/compare.ts'
import { normaliseTracing } from '#e2e/real/fidelity/jaeger/normalise.ts'
import type { TracingSides } from '#e2e/real/fidelity/jaeger/open-sides.ts'
import type { TracingRow } from '#e2e/real/fidelity/jaeger/requests.ts'

/** Puts one row to the demo and to the real Jaeger; says where the answers differ, or that they should. */
export async function checkTracing(sides: TracingSides, row: TracingRow): Promise<string[]> {
  const path = fillIn(sides, row.path)
  const [own, real] = await Promise.all([sides.demo, sides.real].map((url) => ask({ url }, path)))
  if (!own || !real) return ['no answer']
  const differences = explainDifferences(normaliseTracing(own), normaliseTracing(real))
  if (row.older === undefined) return differences
  return differences.length === 0 ? [`2.13 agrees, though the row says: ${row.older}`] : []
}

function fillIn({ startMs, endMs, traceIds }: TracingSides, path: string): string {
  const window = new URLSearchParams({ start: String(startMs * 1000), end: String(endMs * 1000) })
  const window3 = new URLSearchParams({
    'query.start_time_min': new Date(startMs).toISOString(),
    'query.start_time_max': new Date(endMs).toISOString(),
  })
  return path
    .replaceAll('{trace}', String(traceIds[0]))
    .replaceAll('{window}', String(window))
    .replaceAll('{window3}', String(window3))
}
