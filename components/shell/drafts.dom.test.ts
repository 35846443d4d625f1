// @vitest-environment happy-dom
import { beforeEach, expect, it } from 'vitest'
import { discardDraft, keepDraft, nameDraft, readDraft } from '#components/shell/drafts.ts'

beforeEach(() => sessionStorage.clear())

const draft = { text: 'spec: {}', base: 'spec: null', atMs: 5 }

it('a draft comes back as it was kept, for the same person and object alone, until it is discarded', () => {
  const name = nameDraft('ann', 'VirtualService/shop/cart')
  expect(keepDraft(sessionStorage, name, draft)).toBe(true)
  expect(readDraft(sessionStorage, name)).toEqual(draft)
  expect(readDraft(sessionStorage, nameDraft('bob', 'VirtualService/shop/cart'))).toBeUndefined()
  expect(readDraft(sessionStorage, nameDraft('ann', 'VirtualService/shop/other'))).toBeUndefined()
  discardDraft(sessionStorage, name)
  expect(readDraft(sessionStorage, name)).toBeUndefined()
})

it('what is no draft is passed over', () => {
  sessionStorage.setItem(nameDraft('ann', 'a'), '{"text":5}')
  sessionStorage.setItem(nameDraft('ann', 'b'), 'no JSON')
  for (const object of ['a', 'b']) expect(readDraft(sessionStorage, nameDraft('ann', object))).toBeUndefined()
})

it('the oldest goes when there are too many', () => {
  for (let at = 0; at < 25; at += 1)
    keepDraft(sessionStorage, nameDraft('ann', `o${at}`), { ...draft, atMs: at })
  expect(readDraft(sessionStorage, nameDraft('ann', 'o0'))).toBeUndefined()
  expect(readDraft(sessionStorage, nameDraft('ann', 'o24'))?.atMs).toBe(24)
  expect(Object.keys(sessionStorage).length).toBeLessThanOrEqual(20)
})

it('a text that is too long, or a browser that keeps nothing, is told', () => {
  expect(keepDraft(sessionStorage, 'x', { ...draft, text: 'x'.repeat(1_100_000) })).toBe(false)
  const full = {
    ...sessionStorage,
    setItem: () => {
      throw new DOMException('full', 'QuotaExceededError')
    },
  }
  expect(keepDraft(full, 'x', draft)).toBe(false)
})
