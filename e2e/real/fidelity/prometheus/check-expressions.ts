import { type Answer, ask } from '#e2e/real/fidelity/answer.ts'
import { explainDifferences } from '#e2e/real/fidelity/compare.ts'
import { sortedNotes, sortedResult } from '#e2e/real/fidelity/prometheus/normalise.ts'
import { OFF_GRID_SECONDS, ON_GRID_SECONDS } from '#e2e/real/fidelity/prometheus/samples.ts'
import type { ExpressionRow } from '#e2e/real/fidelity/prometheus-expressions/types.ts'

/** The demo and the two releases, over the same samples. */
export interface PrometheusServers {
  readonly demo: string
  readonly newer: string
  readonly older: string
}

const TOLERANCE = 1e-9
const formHeaders = { 'content-type': 'application/x-www-form-urlencoded' }

/** Asks all servers one row; says where the demo differs from 3, and where 2.42 does not do as the row says. */
export async function checkExpression(servers: PrometheusServers, row: ExpressionRow): Promise<string[]> {
  const [demo, newer, older] = await Promise.all([
    askRow(servers.demo, row),
    askRow(servers.newer, row),
    askRow(servers.older, row),
  ])
  return judgeRow({ demo, newer, older }, row)
}

interface Told {
  readonly demo: Answer
  readonly newer: Answer
  readonly older: Answer
}

/** What is wrong with the three answers to a row, by what the row says of them. */
export function judgeRow(
  { demo, newer, older }: Told,
  row: Pick<ExpressionRow, 'leftOut' | 'older'>,
): string[] {
  if (row.leftOut !== undefined) return checkLeftOut(demo, newer, row.leftOut)
  const differences = explainDifferences(demo, newer, { tolerance: TOLERANCE })
  const olderDiffers = explainDifferences(withoutNews(older), withoutNews(newer), { tolerance: TOLERANCE })
  if (row.older === undefined)
    return [...differences, ...olderDiffers.map((text) => `2.42 against 3: ${text}`)]
  if (olderDiffers.length === 0) differences.push(`2.42 agrees with 3, though the row says: ${row.older}`)
  return differences
}

/** Whether the demo says of a row that it leaves it out, and whether there is something to leave out. */
function checkLeftOut(demo: Answer, newer: Answer, named: string): string[] {
  if (demo.status !== 501)
    return [`the demo answers ${demo.status} where the row says that it leaves this out`]
  if (!JSON.stringify(demo.body).includes(named))
    return [`501 does not name ${named}: ${JSON.stringify(demo.body)}`]
  return newer.status === 404 ? ['the real one has no such thing to leave out'] : []
}

/** Release 3 added warnings and infos; they are compared between the demo and 3. */
function withoutNews(answer: Answer): Answer {
  const { infos: _infos, warnings: _warnings, ...body } = Object(answer.body)
  return { ...answer, body }
}

async function askRow(url: string, row: ExpressionRow): Promise<Answer> {
  const seconds = row.onGrid ? ON_GRID_SECONDS : OFF_GRID_SECONDS
  const form = new URLSearchParams({ query: row.query })
  if (row.rangeSeconds === undefined) {
    form.set('time', String(seconds))
  } else {
    form.set('start', String(seconds - row.rangeSeconds))
    form.set('end', String(seconds))
    form.set('step', String(row.stepSeconds ?? 15))
  }
  const path = row.rangeSeconds === undefined ? '/api/v1/query' : '/api/v1/query_range'
  const answer = sortedNotes.apply(
    await ask({ url }, path, { method: 'POST', headers: formHeaders, body: form.toString() }),
  )
  return row.ordered ? answer : sortedResult.apply(answer)
}
