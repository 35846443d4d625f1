import { type Answer, ask } from '#e2e/real/fidelity/answer.ts'
import { explainDifferences } from '#e2e/real/fidelity/compare.ts'
import type { Side } from '#e2e/real/fidelity/kubernetes/check-requests.ts'
import { askAs } from '#e2e/real/fidelity/kubernetes/load-cluster.ts'
import { evenOutWrite } from '#e2e/real/fidelity/kubernetes-writes/even-out.ts'
import type { WriteRow } from '#e2e/real/fidelity/kubernetes-writes/paths.ts'

/** Puts one write to both sides; says where the answers and their warnings differ. */
export async function checkWrite(demo: Side, real: Side, row: WriteRow): Promise<string[]> {
  const [own, theirs] = await Promise.all([askRow(demo, row), askRow(real, row)])
  const differences = explainDifferences(evenOutWrite(own), evenOutWrite(theirs))
  if (own.warning !== theirs.warning) {
    differences.push(`warnings ${own.warning || 'none'}, the real one ${theirs.warning || 'none'}`)
  }
  return differences
}

async function askRow(side: Side, row: WriteRow): Promise<Answer> {
  const token = side.tokens[row.as === 'stranger' || row.as === 'anonymous' ? 'nobody' : (row.as ?? 'admin')]
  return ask(side.server, row.path, {
    method: row.method,
    headers: { 'user-agent': 'vardia-fidelity/1', authorization: `Bearer ${token}`, ...row.headers },
    ...(row.body === undefined ? {} : { body: await fillIn(side, row.body) }),
  })
}

/** `{rv:<path>}` is the version that the object at the path has on this side. */
async function fillIn(side: Side, body: string): Promise<string> {
  const [mark, path] = /\{rv:([^}]+)\}/.exec(body) ?? []
  if (mark === undefined || path === undefined) return body
  const found = await askAs(side.server, side.tokens.admin)(path)
  return body.replace(mark, String(Object(found.body).metadata?.resourceVersion))
}
