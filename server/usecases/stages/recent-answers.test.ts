import { expect, test } from 'vitest'
import { buildSnapshot } from '#server/mesh/objects/snapshot.ts'
import { shareAnswer } from '#server/usecases/stages/recent-answers.ts'

const { signal } = new AbortController()
const makeSnapshot = () =>
  buildSnapshot({ version: 1, cluster: 'demo', rootNamespace: 'istio-system', objects: new Map() })

/** An answer that its test gives, and how often it was asked for. */
function askLater() {
  const given = Promise.withResolvers<string>()
  let asked = 0
  const ask = () => {
    asked += 1
    return given.promise
  }
  return { ...given, ask, count: () => asked }
}

test('who asks the same meanwhile gets the same answer, and who asks after it asks anew', async () => {
  const snapshot = makeSnapshot()
  const later = askLater()
  const both = [1, 2].map(() => shareAnswer(snapshot, 'a', signal, later.ask))
  later.resolve('first')
  expect(await Promise.all(both)).toEqual(['first', 'first'])
  expect(later.count()).toBe(1)
  expect(await shareAnswer(snapshot, 'a', signal, async () => 'second')).toBe('second')
})

test('another key, and another snapshot, is another question', async () => {
  const [one, other] = [makeSnapshot(), makeSnapshot()]
  const later = askLater()
  const first = shareAnswer(one, 'a', signal, later.ask)
  expect(await shareAnswer(one, 'b', signal, async () => 'b')).toBe('b')
  expect(await shareAnswer(other, 'a', signal, async () => 'other')).toBe('other')
  later.resolve('a')
  expect(await first).toBe('a')
})

test('a failure is shared, so that many who wait are no storm', async () => {
  const snapshot = makeSnapshot()
  const later = askLater()
  const all = Array.from({ length: 20 }, () => shareAnswer(snapshot, 'a', signal, later.ask))
  later.reject(new Error('down'))
  const ended = await Promise.allSettled(all)
  expect(new Set(ended.map(({ status }) => status))).toEqual(new Set(['rejected']))
  expect(later.count()).toBe(1)
})

test('when the one who asked has gone, one of those who waited asks anew', async () => {
  const snapshot = makeSnapshot()
  const gone = new AbortController()
  const later = askLater()
  const first = shareAnswer(snapshot, 'a', gone.signal, later.ask)
  const next = askLater()
  const waiting = [1, 2, 3].map(() => shareAnswer(snapshot, 'a', signal, next.ask))
  gone.abort()
  later.reject(gone.signal.reason)
  next.resolve('anew')
  await expect(first).rejects.toThrow()
  expect(await Promise.all(waiting)).toEqual(['anew', 'anew', 'anew'])
  expect(next.count()).toBe(1)
})
