import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import {
  type Closed,
  closedQuestions,
  openQuestions,
  putIn,
  type Question,
  writeRoute,
} from '#e2e/journeys/closed-questions.ts'
import type { SharedJourney } from '#e2e/support/journey.ts'

export type Ask = (question: Question) => Promise<{ readonly status: number; readonly text: string }>

/** The two viewers of the demo's world who may look into a part of it. */
const viewers = [
  { name: 'editor', namespace: 'shop', workload: 'checkout-v1', service: 'checkout', object: 'kept-quiet' },
  {
    name: 'auditor',
    namespace: 'demo-forbidden',
    workload: 'secret-plans',
    service: 'secret-plans',
    // Another name than in the shop, whose history the auditor may read.
    object: 'kept-secret',
  },
] as const

export const closedCallJourneys: readonly SharedJourney[] = [
  ...viewers.map(
    (viewer): SharedJourney => ({
      name: `no call tells the ${viewer.name} of what is closed: not a name, not a number, not that it is there`,
      run: async ({ page, mesh, open }) => {
        const ask = openAsk(page, mesh.console.url)
        await open('/')
        const change = await changeThere(ask, viewer.namespace, 'create', viewer.object)
        try {
          const closed = { ...viewer, ...(await findClosed(ask, viewer)), change }
          const words = [viewer.object, ...(await listClosedWords(ask, viewer.name))]
          expect(words.length).toBeGreaterThan(2)
          await lookAs(page, 'admin', viewer.name)
          for (const question of Object.values(openQuestions).flat()) {
            const { status, text } = await ask(putIn(question))
            expect([question.path, status, findWords(words, text)]).toEqual([question.path, 200, []])
          }
          // The cluster's list of namespaces cannot be cut for who may read it whole.
          const known = { words, hidesNamespace: viewer.name === 'editor' }
          const told = []
          for (const question of closedQuestions)
            told.push(...(await explainTold(ask, question, closed, known)))
          expect(told).toEqual([])
        } finally {
          await lookAs(page, viewer.name, 'admin')
          await changeThere(ask, viewer.namespace, 'remove', viewer.object)
        }
      },
    }),
  ),
]

function openAsk(page: Page, url: string): Ask {
  return async ({ path, body }) => {
    const answer = body
      ? await page.request.post(`${url}${path}`, { data: body, headers: { origin: new URL(url).origin } })
      : await page.request.get(`${url}${path}`)
    return { status: answer.status(), text: await answer.text() }
  }
}

async function lookAs(page: Page, from: string, to: string): Promise<void> {
  await page.getByRole('button', { name: `You look as ${from}` }).click()
  await page.getByRole('menuitemradio', { name: to, exact: true }).click()
  await page.getByRole('button', { name: `You look as ${to}` }).waitFor()
}

/** What is written where somebody may not look: its id, its text and its name are asked for. */
export const changedName = 'kept-quiet'

/** Makes that object or takes it away, as the administrator. Returns the id of the change. */
export async function changeThere(
  ask: Ask,
  namespace: string,
  operation: 'create' | 'remove',
  name = changedName,
): Promise<string> {
  const yaml = writeRoute(namespace, name)
  const found =
    operation === 'remove' &&
    (await read<{ manifest: { metadata: { resourceVersion: string } } }>(
      ask,
      `/api/v1/object?kind=VirtualService&namespace=${namespace}&name=${name}`,
    ))
  const base = found && { base: { resourceVersion: found.manifest.metadata.resourceVersion } }
  const { status, text } = await ask({
    path: '/api/v1/config/apply',
    body: { yaml, operation, ...(base || {}) },
  })
  expect([operation, status, text.slice(0, 2_000)]).toEqual([operation, 200, expect.any(String)])
  return JSON.parse(text).change
}

/** Ids of a trace and of a node of the graph that lie in what is closed, as the administrator finds them. */
export async function findClosed(
  ask: Ask,
  { name, namespace }: { readonly name: 'editor' | 'auditor'; readonly namespace: string },
): Promise<Pick<Closed, 'node' | 'edge' | 'trace'>> {
  const graph: { nodes: { id: string }[]; edges: { id: string }[] } = await read(
    ask,
    `/api/v1/graph?namespaces=${namespace}&idleNodes=true`,
  )
  const found: { items: { id: string }[] } = await read(ask, `/api/v1/traces?namespaces=${namespace}`)
  // Of what is called by nobody there is no trace; any id then says the same.
  let trace = 'a'.repeat(32)
  for (const { id } of found.items) {
    const { spans }: { spans: { place?: { namespace?: string } }[] } = await read(
      ask,
      `/api/v1/trace?id=${id}`,
    )
    // One that also passes what is open is told in that part.
    const mayLookInto = (closed: string) => (name === 'editor' ? closed === 'bookinfo' : closed !== namespace)
    if (spans.some(({ place }) => mayLookInto(place?.namespace ?? ''))) continue
    trace = id
    break
  }
  return { node: graph.nodes[0]?.id ?? '', edge: graph.edges[0]?.id ?? 'none', trace }
}

function isClosed(viewer: 'editor' | 'auditor', namespace: string): boolean {
  return viewer === 'editor'
    ? ['shop', 'warehouse', 'loyalty', 'demo-forbidden'].includes(namespace)
    : namespace === 'demo-forbidden'
}

async function read<Answer>(ask: Ask, path: string): Promise<Answer> {
  const { status, text } = await ask({ path })
  expect([path, status]).toEqual([path, 200])
  return JSON.parse(text)
}

/** Names that only what is closed bears, and that no sentence of the console does: those with a dash, and namespaces. */
async function listClosedWords(ask: Ask, viewer: 'editor' | 'auditor'): Promise<readonly string[]> {
  type List = { readonly items: readonly { readonly namespace: string; readonly name: string }[] }
  const lists = await Promise.all(['workloads', 'services'].map((path) => read<List>(ask, `/api/v1/${path}`)))
  const items = lists.flatMap((list) => list.items).filter(({ namespace }) => isClosed(viewer, namespace))
  const names = items.map(({ name }) => name).filter((name) => name.includes('-'))
  const namespaces = viewer === 'editor' ? items.map(({ namespace }) => namespace) : []
  return [...new Set([...names, ...namespaces])]
}

/** What the answer about something closed tells: a closed name, or that it is not as that about nothing. */
export async function explainTold(
  ask: Ask,
  question: Question,
  closed: Closed,
  { words, hidesNamespace }: { words: readonly string[]; hidesNamespace: boolean },
): Promise<readonly string[]> {
  const nothing = {
    workload: 'no-such-thing',
    service: 'no-such-thing',
    trace: '0123456789abcdef0123456789abcdef',
    node: closed.node.replaceAll(closed.workload, 'no-such-thing'),
    edge: closed.edge.replaceAll(closed.workload, 'no-such-thing'),
    object: 'no-such-thing',
    change: '0123456789abcdef0123456789abcdef',
  }
  const elsewhere = { ...closed, namespace: 'no-such-namespace' }
  const there = await askEvened(ask, question, closed)
  const told = findWords(words, there).map((word) => `${question.path} tells ${word}: ${there}`)
  for (const missing of [{ ...closed, ...nothing }, ...(hidesNamespace ? [elsewhere] : [])]) {
    const nowhere = await askEvened(ask, question, missing)
    if (there !== nowhere) told.push(`${question.path}: ${there} where it says of nothing: ${nowhere}`)
  }
  return told
}

export const findWords = (words: readonly string[], text: string) =>
  words.filter((word) => new RegExp(`\\b${word}\\b`).test(text))

/** The answer without what was asked by name, and without moments and numbers of requests. */
async function askEvened(ask: Ask, question: Question, names: Closed): Promise<string> {
  const { status, text } = await ask(putIn(question, names))
  const evened = Object.values(names)
    .filter((name) => name !== '')
    .sort((a, b) => b.length - a.length)
    .reduce((told, name) => told.replaceAll(name, '…'), text)
  return `${status} ${evened.replaceAll(/"[^"]*\d\d:\d\d:\d\d[^"]*"|"requestId":"[^"]*"/g, '"…"')}`
}
