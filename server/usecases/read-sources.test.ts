import { afterEach, expect, it } from 'vitest'
import { sources } from '#contract/session.ts'
import { type OpenedState, openState } from '#server/http/opened-state.test-support.ts'
import { buildAnonymousSession } from '#server/usecases/context.ts'
import { readSources } from '#server/usecases/read-sources.ts'

let opened: OpenedState | undefined
afterEach(async () => {
  await opened?.close()
  opened = undefined
})

async function ask(settings: Readonly<Record<string, string>> = {}) {
  opened = await openState(settings)
  const { adapters, config, log } = opened.state
  const signal = AbortSignal.timeout(10_000)
  await adapters.kubernetes.readSnapshot(signal).catch(() => undefined)
  await adapters.prometheus?.query('up', { atSeconds: Date.now() / 1000, signal }).catch(() => undefined)
  const answer = await readSources(
    {},
    {
      adapters,
      config,
      log,
      signal,
      nowMs: Date.now(),
      session: buildAnonymousSession('s', 'admin'),
    },
  )
  return sources.output.parse(answer)
}

it('tells the state, address and version of each source, and what Prometheus is set to', async () => {
  const answer = await ask()
  expect(answer.sources).toMatchObject([
    {
      name: 'kubernetes',
      state: 'ok',
      // The kubeconfig speaks TLS, which the demo serves beside plain HTTP on one port.
      address: opened?.demo.kubernetesUrl.replace('http:', 'https:'),
      version: expect.stringMatching(/^v1\./),
    },
    { name: 'prometheus', state: 'ok', address: opened?.demo.prometheusUrl, version: expect.any(String) },
    { name: 'tracing', state: 'ok' },
    { name: 'istiod', state: 'ok', address: opened?.demo.istiodUrls.join(', '), version: expect.any(String) },
  ])
  expect(answer.scrapeIntervalSeconds).toBeGreaterThan(0)
})

it('tells in words what is wrong with a source that is down, and no password of its address', async () => {
  const answer = await ask({ VARDIA_PROMETHEUS_URL: 'http://reader:secret@127.0.0.1:1' })
  const prometheus = answer.sources.find(({ name }) => name === 'prometheus')
  expect(prometheus).toMatchObject({
    address: 'http://127.0.0.1:1',
    problem: { code: 'prometheus-unreachable' },
  })
  expect(prometheus?.state).not.toBe('ok')
  expect(prometheus?.problem?.text).toContain('http://127.0.0.1:1')
  expect(JSON.stringify(answer)).not.toContain('secret')
})

it('tells that Prometheus is not configured', async () => {
  const answer = await ask({ VARDIA_PROMETHEUS_URL: '', VARDIA_FIND_SOURCES: 'false' })
  expect(answer.sources[1]).toEqual({ name: 'prometheus', state: 'not-configured' })
  expect(answer).not.toHaveProperty('scrapeIntervalSeconds')
})

it('tells that istiod is not configured, and since when and why it is down', async () => {
  const find = ({ sources }: Awaited<ReturnType<typeof ask>>) => sources.find(({ name }) => name === 'istiod')
  expect(find(await ask({ VARDIA_ISTIOD_URL: '', VARDIA_FIND_SOURCES: 'false' }))).toEqual({
    name: 'istiod',
    state: 'not-configured',
  })
  await opened?.close()
  expect(find(await ask({ VARDIA_ISTIOD_URL: 'http://reader:secret@127.0.0.1:1' }))).toMatchObject({
    address: 'http://127.0.0.1:1',
    since: expect.any(String),
    problem: { code: 'istiod-unreachable', text: expect.stringContaining('http://127.0.0.1:1') },
  })
})

it('answers while the kubeconfig cannot be read', async () => {
  const answer = await ask({ KUBECONFIG: '/nowhere/kubeconfig' })
  expect(answer.sources[0]).toMatchObject({
    name: 'kubernetes',
    state: 'down',
    problem: { text: expect.any(String) },
  })
})

it('names the kinds of the cluster of which nothing is known, with why', async () => {
  const known = (await ask()).sources.find(({ name }) => name === 'kubernetes')
  expect(known?.unseen).toBeUndefined()
  await opened?.close()
  const cut = (await ask({ VARDIA_CONTEXT: 'auditor' })).sources.find(({ name }) => name === 'kubernetes')
  expect(cut?.unseen).toContainEqual({ kind: 'Pod', reason: 'forbidden' })
  expect(cut?.unseen?.map(({ kind }) => kind)).not.toContain('Namespace')
})
