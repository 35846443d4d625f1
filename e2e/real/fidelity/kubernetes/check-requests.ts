import type { UserName } from '#demo/kubernetes/users.ts'
import { type Answer, ask, askLines, type Server } from '#e2e/real/fidelity/answer.ts'
import { explainDifferences } from '#e2e/real/fidelity/compare.ts'
import { type Milestones, readVersion } from '#e2e/real/fidelity/kubernetes/change-objects.ts'
import { askAs } from '#e2e/real/fidelity/kubernetes/load-cluster.ts'
import { normalise } from '#e2e/real/fidelity/kubernetes/normalise.ts'
import type { KubernetesRow } from '#e2e/real/fidelity/kubernetes-requests/types.ts'

/** One of the two servers, as the table asks it. */
export interface Side {
  readonly server: Server
  readonly tokens: Readonly<Record<UserName, string>>
  readonly milestones: Milestones
}

/** Puts one row to both sides; says where the answers differ. */
export async function checkRequest(demo: Side, real: Side, row: KubernetesRow): Promise<string[]> {
  const [own, theirs] = await Promise.all([askRow(demo, row), askRow(real, row)])
  if (row.leftOut === undefined) return explainDifferences(normalise(row, own), normalise(row, theirs))
  if (own.status !== 501) return [`the demo answers ${own.status} where the row says that it leaves this out`]
  if (!JSON.stringify(own.body).includes(row.leftOut)) return [`501 does not name ${row.leftOut}`]
  return theirs.status === 404 ? ['the real one has no such thing to leave out'] : []
}

async function askRow(side: Side, row: KubernetesRow): Promise<Answer> {
  const path = await fillIn(side, row.path)
  const token =
    row.as === 'stranger'
      ? 'nobody-has-this'
      : side.tokens[row.as === 'anonymous' ? 'admin' : (row.as ?? 'admin')]
  const options = {
    method: row.method ?? 'GET',
    headers: {
      'user-agent': 'vardia-fidelity/1',
      ...(row.as === 'anonymous' ? {} : { authorization: `Bearer ${token}` }),
      ...row.headers,
    },
    ...(row.body === undefined ? {} : { body: row.body }),
  }
  return row.isWatch ? askLines(side.server, path, options) : ask(side.server, path, options)
}

/** The path with what stands in braces found out from this side. */
async function fillIn(side: Side, path: string): Promise<string> {
  const admin = askAs(side.server, side.tokens.admin)
  let filled = path
    .replaceAll('{start}', side.milestones.start)
    .replaceAll('{middle}', side.milestones.middle)
  if (filled.includes('{version}')) filled = filled.replaceAll('{version}', await readVersion(admin))
  if (filled.includes('{stale}')) filled = filled.replaceAll('{stale}', formatStale())
  const [collection] = filled.split('/{first}')
  if (collection !== undefined && collection !== filled) {
    const { body } = await admin(`${collection}?limit=1`)
    filled = filled.replaceAll('{first}', String(Object(body).items?.[0]?.metadata.name))
  }
  for (const [mark, pages] of [
    ['{continue}', 1],
    ['{continue2}', 2],
  ] as const) {
    if (filled.includes(mark)) filled = filled.replace(mark, await readToken(side, filled, mark, pages))
  }
  return filled
}

async function readToken(side: Side, path: string, mark: string, pages: number): Promise<string> {
  const admin = askAs(side.server, side.tokens.admin)
  const url = new URL(path.replace(mark, ''), 'http://localhost')
  for (const name of ['continue', 'resourceVersion', 'resourceVersionMatch']) url.searchParams.delete(name)
  let token = ''
  for (let page = 0; page < pages; page += 1) {
    if (token) url.searchParams.set('continue', token)
    const { body } = await admin(url.pathname + url.search)
    token = String(Object(body).metadata.continue)
  }
  return token
}

/** A token as of the first version that there ever was. */
function formatStale(): string {
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: 1, start: 'a\u0000' })).toString('base64url')
}
