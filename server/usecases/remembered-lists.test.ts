import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { forbiddenNamespace } from '#demo/world/forbidden.ts'
import { openIstiod } from '#server/adapters/istiod/open-istiod.ts'
import type { IstiodAdapter, IstiodStatus } from '#server/adapters/istiod/types.ts'
import { type OpenedState, openState } from '#server/http/opened-state.test-support.ts'
import { buildAnonymousSession, type UseCaseContext } from '#server/usecases/context.ts'
import { readWorkloads } from '#server/usecases/read-workloads.ts'

const input = { rangeSeconds: 60 }
const nowMs = Date.now()
let opened: OpenedState
let istiod: IstiodAdapter
beforeEach(async () => {
  opened = await openState()
  const { istiodUrls } = opened.demo
  istiod = openIstiod({ VARDIA_ISTIOD_URL: istiodUrls }, { restMs: 20, restAfterFailureMs: 20 })
})
afterEach(async () => {
  istiod.close()
  await opened.close()
})

function as(identity: string, options: Partial<UseCaseContext> = {}): UseCaseContext {
  const { adapters, config, log } = opened.state
  return {
    adapters: { ...adapters, istiod },
    session: buildAnonymousSession(identity, identity),
    config,
    nowMs,
    signal: AbortSignal.timeout(20_000),
    log,
    ...options,
  }
}

/** Resolves when the adapter tells this state. */
function untilState(state: IstiodStatus['state']): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (istiod.status().state !== state) return
      undo()
      resolve()
    }
    const undo = istiod.onChange(look)
    look()
  })
}

const setFault = (fault: Parameters<OpenedState['demo']['istiods'][number]['setFault']>[0]) => {
  for (const each of opened.demo.istiods) each.setFault(fault)
}

/** As many questions as an event needs to arrive: the demo's cluster moves, and a snapshot that changed is built from anew. */
async function untilRemembered(context: UseCaseContext) {
  return await expect
    .poll(
      async () => {
        const [first, second] = [await readWorkloads(input, context), await readWorkloads(input, context)]
        return first.items === second.items ? second : undefined
      },
      { timeout: 20_000 },
    )
    .toBeDefined()
}

describe('a remembered list', () => {
  test('is given again to whom it was made for, and to nobody else', async () => {
    const people = ['admin', 'editor', 'auditor', 'nobody'] as const
    for (const person of people) await untilRemembered(as(person))
    const told = await Promise.all(people.map((person) => readWorkloads(input, as(person))))
    expect(new Set(told.map(({ items }) => items)).size).toBe(people.length)
    const [admin, editor, auditor, nobody] = told.map(
      ({ items }) => new Set(items.map(({ namespace }) => namespace)),
    )
    expect(admin).toContain(forbiddenNamespace)
    expect(editor).toEqual(new Set(['bookinfo']))
    expect(auditor?.has('shop')).toBe(true)
    expect(auditor).not.toContain(forbiddenNamespace)
    expect(nobody?.size).toBe(0)
  })

  test('of a mesh whose istiod is away is remembered as well, tells how long it is away, and its return', async () => {
    await istiod.waitUntilAsked(AbortSignal.timeout(20_000))
    setFault({ answer: 'not-ready' })
    await untilState('down')
    await untilRemembered(as('admin'))
    const { lastGoodMs = 0 } = istiod.status()
    const told = [
      await readWorkloads(input, as('admin', { nowMs: lastGoodMs + 1_000 })),
      await readWorkloads(input, as('admin', { nowMs: lastGoodMs + 5_000 })),
    ]
    expect(told.some(({ items }) => items.some(({ sync }) => sync))).toBe(false)
    expect(told.map(({ notices }) => notices.map(({ code, params }) => [code, params['seconds']]))).toEqual([
      [['istiod-away', 1]],
      [['istiod-away', 5]],
    ])
    setFault(undefined)
    await untilState('ok')
    const back = await readWorkloads(input, as('admin'))
    expect(back.notices).toEqual([])
    expect(back.items.some(({ sync }) => sync?.state === 'synced')).toBe(true)
  })

  test('does not hide that istiod has gone since it was made', async () => {
    await istiod.waitUntilAsked(AbortSignal.timeout(20_000))
    await untilRemembered(as('admin'))
    setFault({ answer: 'not-ready' })
    await untilState('down')
    const { notices } = await readWorkloads(input, as('admin'))
    expect(notices.map(({ code }) => code)).toContain('istiod-away')
  })

  test('that lacks what proxies have is built anew after seconds, while a whole one is still given', async () => {
    await istiod.waitUntilAsked(AbortSignal.timeout(20_000))
    setFault({ answer: 'forbidden', only: '/debug/syncz' })
    const lacking = await readWorkloads(input, as('admin'))
    expect(lacking.notices.map(({ code }) => code)).toEqual(['sync-untold'])
    setFault(undefined)
    const whole = await readWorkloads(input, as('admin', { nowMs: nowMs + 3_000 }))
    expect(whole.notices).toEqual([])
  })

  test('ages: after ten seconds it is built anew', async () => {
    await istiod.waitUntilAsked(AbortSignal.timeout(20_000))
    await untilRemembered(as('admin'))
    const { asOf } = await readWorkloads(input, as('admin'))
    const later = await readWorkloads(input, as('admin', { nowMs: nowMs + 11_000 }))
    expect(Date.parse(later.asOf) - Date.parse(asOf)).toBe(11_000)
  })
})
