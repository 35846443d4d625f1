import { afterEach, describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { trafficGraph } from '#contract/traffic-graph.ts'
import { type OpenedState, openState } from '#server/http/opened-state.test-support.ts'
import { buildAnonymousSession, type UseCaseContext } from '#server/usecases/context.ts'
import { readNamespaces } from '#server/usecases/read-namespaces.ts'
import { readSetup } from '#server/usecases/read-setup.ts'
import { readTrafficGraph } from '#server/usecases/read-traffic-graph.ts'

let opened: OpenedState | undefined
afterEach(async () => {
  await opened?.close()
  opened = undefined
})

/** The editor, who has rights in the namespace bookinfo and may list nothing of the whole cluster. */
async function start(settings: Readonly<Record<string, string>>): Promise<UseCaseContext> {
  opened = await openState({ VARDIA_CONTEXT: 'editor', ...settings })
  const { adapters, config, log } = opened.state
  const session = buildAnonymousSession('s', 'editor')
  return { adapters, config, log, session, signal: AbortSignal.timeout(18_000), nowMs: Date.now() }
}

describe('whoever may look into one namespace only', () => {
  test('sees its objects and its graph, and is told that the rest stays unseen', async () => {
    const context = await start({ VARDIA_NAMESPACES: 'bookinfo' })
    const snapshot = await context.adapters.kubernetes.readSnapshot(context.signal)
    expect(snapshot.all('Namespace').map(({ metadata }) => metadata.name)).toEqual(['bookinfo'])
    expect(new Set(snapshot.all('Pod').map(({ metadata }) => metadata.namespace))).toEqual(
      new Set(['bookinfo']),
    )
    const graph = await readTrafficGraph(z.parse(trafficGraph.input, { namespaces: 'bookinfo' }), context)
    expect(graph.nodes.filter(({ namespace }) => namespace === 'bookinfo').length).toBeGreaterThan(3)
    expect(graph.edges.length).toBeGreaterThan(3)
    expect(graph.notices).toMatchObject([
      { code: 'scope-followed', severity: 'info', params: { names: 'bookinfo' } },
    ])
    const { items, notices } = await readNamespaces({ health: false, rangeSeconds: 60 }, context)
    expect(items.map(({ name }) => name)).toEqual(['bookinfo'])
    expect(notices.map(({ code }) => code)).toEqual(['scope-followed'])
    const { scope } = await readSetup({}, context)
    expect(scope).toMatchObject({ kind: 'namespaces', namespaces: ['bookinfo'] })
    expect(scope.says.text).toMatch(/unseen/)
  })

  test('keeps following it: a pod that comes is seen', async () => {
    const { adapters, signal } = await start({ VARDIA_NAMESPACES: 'bookinfo' })
    await adapters.kubernetes.readSnapshot(signal)
    const { store } = opened?.demo.kubernetes ?? {}
    const pod = store
      ?.collection({ collection: '/pods' })
      .all()
      .find(({ namespace }) => namespace === 'bookinfo')
    if (!pod) throw new Error('no pod in bookinfo')
    const seen = new Promise<void>((resolve) => {
      adapters.kubernetes.onChange(() => {
        const names = adapters.kubernetes
          .peekSnapshot()
          ?.all('Pod')
          .map(({ metadata }) => metadata.name)
        if (names?.includes('newcomer')) resolve()
      })
    })
    store?.put({ ...pod.manifest, metadata: { ...pod.manifest.metadata, name: 'newcomer' } })
    await expect(seen).resolves.toBeUndefined()
  })

  test('is not told of a namespace that is not there, nor of one that is refused', async () => {
    const context = await start({ VARDIA_NAMESPACES: 'bookinfo,shop,no-such' })
    const { items } = await readNamespaces({ health: false, rangeSeconds: 60 }, context)
    expect(items.filter(({ readable }) => readable).map(({ name }) => name)).toEqual(['bookinfo'])
  })
})
