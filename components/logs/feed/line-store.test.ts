import { describe, expect, it } from 'vitest'
import { createLineStore } from '#components/logs/feed/line-store.ts'
import type { LogLine } from '#contract/logs.ts'

const lineAt = (number: number, text = `line ${number}`, pod = 'p'): LogLine => ({
  time: `2026-11-21T12:00:00.${String(number).padStart(6, '0')}Z`,
  pod,
  container: 'c',
  text,
})
const linesFrom = (from: number, count: number) => Array.from({ length: count }, (_, at) => lineAt(from + at))
const openStore = (maxLines = 1_000, maxChars = 1_000_000) => createLineStore({ maxLines, maxChars })
const workAll = (store: ReturnType<typeof openStore>) => {
  while (store.work(Number.POSITIVE_INFINITY).left);
  return store.read()
}
const textsOf = (store: ReturnType<typeof openStore>) => workAll(store).shown.map(({ line }) => line.text)

describe('the lines of a tail', () => {
  it('stand by their times, whoever brought them and when', () => {
    const store = openStore()
    store.add([lineAt(2), lineAt(5)])
    expect(textsOf(store)).toEqual(['line 2', 'line 5'])
    store.add([lineAt(1), lineAt(3), lineAt(9)])
    store.add([lineAt(4)])
    expect(textsOf(store)).toEqual([1, 2, 3, 4, 5, 9].map((number) => `line ${number}`))
  })

  it('of one moment stay in the order in which they came', () => {
    const store = openStore()
    store.add([lineAt(1, 'first'), lineAt(1, 'second')])
    workAll(store)
    store.add([lineAt(1, 'third')])
    expect(textsOf(store)).toEqual(['first', 'second', 'third'])
  })

  it('of a clock far ahead do not hold the others back', () => {
    const store = openStore()
    store.add([{ ...lineAt(1, 'ahead'), time: '2026-11-21T12:09:00Z' }])
    store.add(linesFrom(1, 3))
    store.add(linesFrom(4, 3))
    expect(textsOf(store)).toEqual(['line 1', 'line 2', 'line 3', 'line 4', 'line 5', 'line 6', 'ahead'])
  })

  it('are each held or let go, and never more than the limit', () => {
    const store = openStore(500)
    for (let from = 0; from < 10_000; from += 100) {
      store.add(linesFrom(from, 100))
      const { shown, held } = workAll(store)
      expect(held).toBeLessThanOrEqual(500)
      expect(shown).toHaveLength(held)
    }
    const { shown, held, letGo } = store.read()
    expect(held + letGo).toBe(10_000)
    expect(shown.at(-1)?.line.text).toBe('line 9999')
    expect(shown[0]?.line.text).toBe(`line ${letGo}`)
  })

  it('of many letters are let go by their size', () => {
    const store = openStore(1_000, 10_000)
    for (let number = 0; number < 50; number += 1) store.add([lineAt(number, 'x'.repeat(1_000))])
    expect(workAll(store).held).toBeLessThanOrEqual(10)
  })

  it('are sorted in by pieces when there are many', () => {
    const store = openStore(100_000, 10_000_000)
    store.add(linesFrom(0, 50_000))
    expect(store.work(0)).toEqual({ changed: true, left: true })
    expect(store.read().shown.length).toBeLessThan(50_000)
    expect(workAll(store).shown).toHaveLength(50_000)
  })
})

describe('lines that are chosen', () => {
  const isTenth = ({ line }: { line: LogLine }) => line.text.endsWith('0')

  it('are those that fit, those that came before the choice too', () => {
    const store = openStore()
    store.add(linesFrom(1, 30))
    workAll(store)
    store.choose({ fits: isTenth, isFound: undefined })
    expect(textsOf(store)).toEqual(['line 10', 'line 20', 'line 30'])
    store.add(linesFrom(31, 10))
    expect(textsOf(store)).toEqual(['line 10', 'line 20', 'line 30', 'line 40'])
  })

  it('have lines around them, each once, and none of those that may not be shown', () => {
    const store = openStore()
    store.choose({
      fits: ({ line }) => ['line 5', 'line 7', 'line 20'].includes(line.text),
      around: { lines: 2, mayShow: ({ line }) => line.text !== 'line 4' },
      isFound: undefined,
    })
    store.add(linesFrom(1, 30))
    expect(textsOf(store)).toEqual(
      [2, 3, 5, 6, 7, 8, 9, 18, 19, 20, 21, 22].map((number) => `line ${number}`),
    )
  })

  it('are counted where they hold what is looked for, also when older ones go', () => {
    const store = openStore(100)
    store.choose({ fits: () => true, isFound: isTenth })
    for (let from = 1; from <= 1_000; from += 50) {
      store.add(linesFrom(from, 50))
      const { shown, found } = workAll(store)
      const sought = shown.flatMap(({ line }, index) => (line.text.endsWith('0') ? [index] : []))
      expect(found).toEqual(sought)
    }
  })

  it('are found once when a late line comes among them', () => {
    const store = openStore()
    store.choose({ fits: () => true, isFound: isTenth })
    store.add([lineAt(10), lineAt(20), lineAt(30)])
    workAll(store)
    store.add([lineAt(15, 'late 0')])
    const { shown, found } = workAll(store)
    expect(found.map((index) => shown[index]?.line.text)).toEqual(['line 10', 'late 0', 'line 20', 'line 30'])
  })
})
