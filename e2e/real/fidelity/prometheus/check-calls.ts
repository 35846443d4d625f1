import { type Answer, ask } from '#e2e/real/fidelity/answer.ts'
import { judgeRow, type PrometheusServers } from '#e2e/real/fidelity/prometheus/check-expressions.ts'
import { moments, shapeOf, sortedNotes, sortedResult } from '#e2e/real/fidelity/prometheus/normalise.ts'
import type { CallRow } from '#e2e/real/fidelity/prometheus-calls/types.ts'

/** Asks all servers one row; says where the demo differs from 3, and where 2.42 does not do as the row says. */
export async function checkCall(servers: PrometheusServers, row: CallRow): Promise<string[]> {
  const [demo, newer, older] = await Promise.all([
    askRow(servers.demo, row),
    askRow(servers.newer, row),
    askRow(servers.older, row),
  ])
  return judgeRow({ demo, newer, older }, row)
}

async function askRow(url: string, row: CallRow): Promise<Answer> {
  const body = row.form
    ? { type: 'application/x-www-form-urlencoded', text: new URLSearchParams(row.form).toString() }
    : row.body
  const answer = await ask(
    { url },
    row.path.replaceAll('"', '%22').replaceAll('{', '%7B').replaceAll('}', '%7D'),
    {
      method: row.method ?? (row.form ? 'POST' : 'GET'),
      ...(body && { headers: { 'content-type': body.type }, body: body.text }),
    },
  )
  const told = [sortedNotes, sortedResult, moments].reduce((one, { apply }) => apply(one), answer)
  return row.isShape ? shapeOf.apply(told) : told
}
