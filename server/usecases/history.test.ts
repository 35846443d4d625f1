import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { parse, stringify } from 'yaml'
import type { CallInput } from '#contract/define-call.ts'
import type { Change, history } from '#contract/history.ts'
import { configApply } from '#contract/writing.ts'
import { watchHistory } from '#server/adapters/open-adapters.ts'
import { applyConfig } from '#server/usecases/apply-config.ts'
import { readHistory } from '#server/usecases/read-history.ts'
import { readHistoryChange } from '#server/usecases/read-history-change.ts'
import { type DemoContext, startDemoContext } from '#server/usecases/stages/demo-context.test-support.ts'
import { undoChange } from '#server/usecases/undo-change.ts'

let demo: DemoContext
let stopWatch: () => Promise<void>

beforeAll(async () => {
  demo = await startDemoContext()
  const { adapters } = demo.as('admin')
  await adapters.kubernetes.readSnapshot(AbortSignal.timeout(20_000))
  stopWatch = watchHistory(adapters, pino({ level: 'silent' }))
  await vi.waitFor(() => expect(adapters.history?.status().watchedSinceMs).toBeDefined(), 20_000)
}, 60_000)
afterAll(async () => {
  await stopWatch?.()
  await demo.stop()
})

type User = Parameters<DemoContext['as']>[0]

/** Somebody with kubectl. */
async function kubectl(method: string, name: string, body?: object, namespace = 'bookinfo'): Promise<void> {
  const admin = demo.cluster.users.find((user) => user.name === 'admin')
  const rules = `/apis/networking.istio.io/v1/namespaces/${namespace}/destinationrules`
  const answer = await fetch(
    `${demo.cluster.url}${rules}${method === 'POST' ? '' : `/${name}`}?fieldManager=kubectl-edit`,
    {
      method,
      headers: {
        authorization: `Bearer ${admin?.token}`,
        'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    },
  )
  expect(answer.ok, await answer.text()).toBe(true)
}

const rule = (name: string, namespace = 'bookinfo') => ({
  ...{ apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule' },
  metadata: { name, namespace, annotations: { 'example.com/keep': 'me' } },
  spec: { host: `ratings.${namespace}.svc.cluster.local` },
})

const apply = (user: User, input: CallInput<typeof configApply>) =>
  applyConfig(configApply.input.parse(input), demo.as(user))

const list = async (user: User, given: Partial<CallInput<typeof history>> = {}): Promise<readonly Change[]> =>
  (await readHistory({ limit: 100, ...given } as Parameters<typeof readHistory>[0], demo.as(user))).items

const ofRule = (name: string) => ({ kind: 'DestinationRule', namespace: 'bookinfo', name })

/** The newest change of a rule once it is of that kind. */
async function awaitChange(name: string, wanted: Partial<Change>): Promise<Change> {
  await expect
    .poll(async () => (await list('admin', ofRule(name)))[0], { timeout: 20_000 })
    .toMatchObject(wanted)
  const [newest] = await list('admin', ofRule(name))
  if (!newest) throw new Error('no change')
  return newest
}

describe('what is changed while no console watches', () => {
  /** Until the next console has looked for the first time. */
  async function watchAnew(change: () => Promise<void>): Promise<void> {
    const { adapters } = demo.as('admin')
    await stopWatch()
    const before = adapters.kubernetes.peekSnapshot()
    await change()
    await vi.waitFor(() => expect(adapters.kubernetes.peekSnapshot()).not.toBe(before), 20_000)
    stopWatch = watchHistory(adapters, pino({ level: 'silent' }))
    await vi.waitFor(() => expect(adapters.history?.status().watchedSinceMs).toBeDefined(), 20_000)
  }
  const ofName = async (name: string) =>
    (await list('admin', ofRule(name))).map(({ action, how }) => `${action} ${how}`)

  it('is found when the next one begins, with since when it may have been', async () => {
    for (const name of ['slept-update', 'slept-remove', 'slept-same'])
      await apply('admin', { yaml: stringify(rule(name)), operation: 'create' })
    await watchAnew(async () => {
      await kubectl('PATCH', 'slept-update', { spec: { exportTo: ['.'] } })
      await kubectl('DELETE', 'slept-remove')
      // One more, so that whoever has seen it has seen those before it.
      await kubectl('POST', 'slept-last', rule('slept-last'))
      const { kubernetes } = demo.as('admin').adapters
      const seen = () => kubernetes.peekSnapshot()?.find('DestinationRule', 'bookinfo', 'slept-last')
      await vi.waitFor(() => expect(seen()).toBeDefined(), 20_000)
    })
    // Not who: managers who wrote in the same second are in no order.
    const updated = await awaitChange('slept-update', { action: 'update', how: 'elsewhere' })
    const [, created] = await list('admin', ofRule('slept-update'))
    expect(updated).toMatchObject({ paths: ['spec.exportTo'], unwatchedSince: created?.at })
    const detail = await readHistoryChange({ id: updated.id }, demo.as('admin'))
    expect(parse(detail.before)).toEqual(rule('slept-update'))
    expect(parse(detail.after).spec.exportTo).toEqual(['.'])
    await awaitChange('slept-remove', { action: 'remove', how: 'elsewhere', who: '' })
    expect(await ofName('slept-same')).toEqual(['create vardia'])
    // Found once, however many consoles begin after it.
    await watchAnew(() => kubectl('PATCH', 'slept-same', { spec: { exportTo: ['.'] } }))
    await awaitChange('slept-same', { action: 'update', how: 'elsewhere' })
    expect(await ofName('slept-update')).toEqual(['update elsewhere', 'create vardia'])
    expect(await ofName('slept-remove')).toEqual(['remove elsewhere', 'create vardia'])
  }, 60_000)
})

describe('what is changed elsewhere', () => {
  it('is noticed with who did it, what it was and what it became', async () => {
    await kubectl('POST', 'theirs', rule('theirs'))
    await awaitChange('theirs', { action: 'create', how: 'elsewhere', who: 'kubectl-edit' })
    await kubectl('PATCH', 'theirs', { spec: { exportTo: ['.'] } })
    const changed = await awaitChange('theirs', { action: 'update', paths: ['spec.exportTo'] })
    const detail = await readHistoryChange({ id: changed.id }, demo.as('admin'))
    expect(parse(detail.before).spec).toEqual({ host: 'ratings.bookinfo.svc.cluster.local' })
    expect(parse(detail.after).spec.exportTo).toEqual(['.'])
    expect(detail.undo).toEqual({ may: true })
    await kubectl('DELETE', 'theirs')
    await awaitChange('theirs', { action: 'remove' })
  })

  it('can be taken back, and what strangers wrote into the object stays', async () => {
    await kubectl('POST', 'undone', rule('undone'))
    await awaitChange('undone', { action: 'create' })
    await kubectl('PATCH', 'undone', { spec: { exportTo: ['.'] } })
    const changed = await awaitChange('undone', { action: 'update' })
    const { before } = await readHistoryChange({ id: changed.id }, demo.as('admin'))
    expect(parse(before).metadata.annotations).toEqual({ 'example.com/keep': 'me' })
    const undone = await undoChange({ id: changed.id, force: false }, demo.as('admin'))
    expect(parse(undone.yaml)).toMatchObject({ ...rule('undone') })
    expect(parse(undone.yaml).spec.exportTo).toBeUndefined()
    const items = await list('admin', ofRule('undone'))
    expect(items[0]).toMatchObject({ how: 'vardia', undoes: changed.id, outcome: 'applied' })
    expect(items[1]).toMatchObject({ undoneBy: items[0]?.id })
  })

  it('is not told of what was written here, however often the watch looks', async () => {
    const created = await apply('admin', { yaml: stringify(rule('ours')), operation: 'create' })
    // A change of somebody else that is noticed after it shows that the watch has passed it.
    await kubectl('POST', 'after-ours', rule('after-ours'))
    await awaitChange('after-ours', { action: 'create' })
    const items = await list('admin', ofRule('ours'))
    expect(items.map(({ id, how }) => [id, how])).toEqual([[created.change, 'vardia']])
  })

  it('is told to whom the object is shown, and to nobody else', async () => {
    await kubectl('POST', 'closed', rule('closed', 'shop'), 'shop')
    const ofShop = { kind: 'DestinationRule', namespace: 'shop', name: 'closed' }
    await expect.poll(() => list('admin', ofShop), { timeout: 20_000 }).toHaveLength(1)
    const [change] = await list('admin', ofShop)
    expect(await list('editor', ofShop)).toEqual([])
    expect((await list('editor')).every(({ namespace }) => namespace === 'bookinfo')).toBe(true)
    const id = change?.id ?? ''
    const asked = readHistoryChange({ id }, demo.as('editor'))
    await expect(asked).rejects.toMatchObject({ kind: 'not-found', code: 'change-not-found' })
    await expect(undoChange({ id, force: false }, demo.as('editor'))).rejects.toMatchObject({
      kind: 'not-found',
    })
    await expect(readHistoryChange({ id: 'none' }, demo.as('editor'))).rejects.toMatchObject({
      code: 'change-not-found',
    })
  })
})

describe('a change that is taken back', () => {
  it('of a removal brings the object back; of a creation removes it', async () => {
    const created = await apply('editor', { yaml: stringify(rule('round')), operation: 'create' })
    const removed = await apply('editor', {
      yaml: created.yaml,
      operation: 'remove',
      base: { resourceVersion: created.resourceVersion ?? '' },
    })
    const back = await undoChange({ id: removed.change ?? '', force: false }, demo.as('editor'))
    expect(back).toMatchObject({ outcome: 'created' })
    expect(parse(back.yaml)).toEqual(parse(created.yaml))
    const gone = await undoChange({ id: back.change ?? '', force: false, reason: 'again' }, demo.as('editor'))
    expect(gone.outcome).toBe('removed')
    expect((await list('editor', ofRule('round')))[0]).toMatchObject({ action: 'remove', reason: 'again' })
  })

  it('keeps what others changed elsewhere in the object, and stops at what they changed of the same', async () => {
    const created = await apply('admin', { yaml: stringify(rule('both')), operation: 'create' })
    const edit = (spec: object) => stringify({ ...rule('both'), spec: { ...rule('both').spec, ...spec } })
    const changed = await apply('admin', {
      yaml: edit({ exportTo: ['.'] }),
      operation: 'update',
      base: { resourceVersion: created.resourceVersion ?? '' },
    })
    await kubectl('PATCH', 'both', { spec: { trafficPolicy: { tls: { mode: 'DISABLE' } } } })
    const undone = await undoChange({ id: changed.change ?? '', force: false }, demo.as('admin'))
    expect(parse(undone.yaml).spec).toEqual({
      ...rule('both').spec,
      trafficPolicy: { tls: { mode: 'DISABLE' } },
    })
    const again = undoChange({ id: changed.change ?? '', force: false }, demo.as('admin'))
    await expect(again).rejects.toMatchObject({ kind: 'invalid', code: 'undo-impossible' })
    await kubectl('PATCH', 'both', { spec: { exportTo: ['*'] } })
    const asked = undoChange({ id: undone.change ?? '', force: false }, demo.as('admin'))
    await expect(asked).rejects.toMatchObject({
      ...{ kind: 'conflict', code: 'apply-changed' },
      conflict: { why: 'changed', fields: [{ path: 'spec.exportTo', managers: ['kubectl-edit'] }] },
    })
    const { undo } = await readHistoryChange({ id: undone.change ?? '' }, demo.as('admin'))
    expect(undo).toMatchObject({ may: false, reason: { code: 'undo-changed-since' } })
  })
})
