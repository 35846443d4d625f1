import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import type { WorkloadMtls } from '#contract/mtls.ts'
import { trafficGraph } from '#contract/traffic-graph.ts'
import type { MtlsMode } from '#contract/words.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'
import { readMeshMtls } from '#server/usecases/read-mesh-mtls.ts'
import { readMtls } from '#server/usecases/read-mtls.ts'
import { readNamespaceDetail } from '#server/usecases/read-namespace-detail.ts'
import { readNamespaces } from '#server/usecases/read-namespaces.ts'
import { readTrafficGraph } from '#server/usecases/read-traffic-graph.ts'
import { readWorkloadDetail } from '#server/usecases/read-workload-detail.ts'
import { readWorkloads } from '#server/usecases/read-workloads.ts'
import { type DemoContext, startDemoContext } from '#server/usecases/stages/demo-context.test-support.ts'

let demo: DemoContext
beforeAll(async () => {
  demo = await startDemoContext({ timeoutSeconds: 20 })
})
afterAll(() => demo?.stop())

const rangeSeconds = 300
const nameOf = ({ namespace, name }: { readonly namespace: string; readonly name: string }) =>
  `${namespace}/${name}`

/** In a word, what the page of mutual TLS says of a workload. */
function wordOf({ takes }: WorkloadMtls): MtlsMode | undefined {
  return takes && (takes.ports.length > 0 ? 'mixed' : takes.mode)
}

/** All readers at one moment; which of the demo's people looks makes what they may see. */
async function readAll(context: UseCaseContext) {
  const page = await readMtls({ namespaces: undefined, rangeSeconds }, context)
  const [list, spaces, mesh] = await Promise.all([
    readWorkloads({ namespaces: undefined, rangeSeconds }, context),
    readNamespaces({ health: false, rangeSeconds }, context),
    readMeshMtls({}, context),
  ])
  const namespaces = page.namespaces.map(({ namespace }) => namespace)
  const graph = await readTrafficGraph(
    z.parse(trafficGraph.input, { namespaces: namespaces.join(','), idleNodes: true, rangeSeconds }),
    context,
  )
  return { page, list, spaces, mesh, graph }
}

describe.each(['admin', 'auditor', 'editor'] as const)('to the %s the same is told of mutual TLS', (user) => {
  it('of every workload by the page, the list, the details and the graph', async () => {
    const context = { ...demo.as(user), signal: AbortSignal.timeout(60_000) }
    const { page, list, graph } = await readAll(context)
    expect(page.workloads.length).toBeGreaterThan(user === 'editor' ? 4 : 20)
    const told = new Map(page.workloads.map((one) => [nameOf(one), one]))
    for (const item of list.items) expect([nameOf(item), item.mtls]).toEqual([nameOf(item), wordOfName(item)])
    for (const one of page.workloads) {
      const { mtls } = await readWorkloadDetail({ ...one, rangeSeconds }, context)
      expect([nameOf(one), mtls]).toEqual([nameOf(one), one.takes])
    }
    const nodes = graph.nodes.filter(({ kind, workload }) => kind === 'workload' && workload)
    const drawn = nodes.flatMap(({ namespace, workload = '', mtls }) => {
      const name = nameOf({ namespace, name: workload })
      return told.has(name) ? [[name, mtls]] : []
    })
    expect(drawn.length).toBeGreaterThan(3)
    for (const [name = '', mtls] of drawn) {
      const one = told.get(name)
      expect([name, mtls]).toEqual([name, one && wordOf(one)])
    }

    function wordOfName(item: { readonly namespace: string; readonly name: string }): MtlsMode | undefined {
      const one = told.get(nameOf(item))
      return one && wordOf(one)
    }
  })

  it('of every namespace by the page, the list, the details and the lock of the mesh', async () => {
    const context = { ...demo.as(user), signal: AbortSignal.timeout(60_000) }
    const { page, spaces, mesh } = await readAll(context)
    const listed = new Map(spaces.items.map(({ name, mtls }) => [name, mtls]))
    for (const { namespace, mode, reasons } of page.namespaces) {
      expect([namespace, listed.get(namespace)?.mode, listed.get(namespace)?.reasons]).toEqual([
        namespace,
        mode,
        reasons,
      ])
      const { item } = await readNamespaceDetail({ name: namespace, rangeSeconds }, context)
      expect(item.mtls).toEqual(listed.get(namespace))
      const own = page.workloads.filter((one) => one.namespace === namespace).flatMap(toWord)
      if (own.length > 0) expect([namespace, mode]).toEqual([namespace, foldWords(own)])
    }
    const all = page.workloads.flatMap(toWord)
    if (user === 'editor') expect(['unknown', 'mixed']).toContain(mesh.mode)
    else if (mesh.mode !== 'unknown') expect(mesh.mode).toBe(foldWords(all))
  })
})

it('what was seen under mutual TLS is the same on the page and on the edges of the graph', async () => {
  const nowMs = Date.now()
  const context = { ...demo.as('admin', { nowMs }), signal: AbortSignal.timeout(60_000) }
  const { page, graph } = await readAll(context)
  let compared = 0
  for (const one of page.workloads) {
    if (!one.observed || one.observed.mutual + one.observed.plaintext === 0) continue
    const ids = graph.nodes
      .filter(
        ({ kind, namespace, workload }) => kind === 'workload' && nameOf(one) === `${namespace}/${workload}`,
      )
      .map(({ id }) => id)
    const shares = graph.edges.flatMap(({ target, mtlsPercent }) =>
      ids.includes(target) && mtlsPercent !== undefined ? [mtlsPercent] : [],
    )
    if (shares.length === 0) continue
    compared += 1
    expect([nameOf(one), shares.every((share) => share === 100)]).toEqual([
      nameOf(one),
      one.observed.plaintext === 0,
    ])
  }
  expect(compared).toBeGreaterThan(10)
})

function toWord(one: WorkloadMtls): MtlsMode[] {
  const word = wordOf(one)
  return word ? [word] : []
}

function foldWords(words: readonly MtlsMode[]): MtlsMode {
  const [only = 'unknown', ...others] = new Set(words)
  return others.length > 0 ? 'mixed' : only
}
