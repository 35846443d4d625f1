import { expect, test } from 'vitest'
import { createReturns } from '#server/adapters/kubernetes/watch/returns.ts'

const never = new AbortController().signal

test('who waits for a server hears of its return long before the own time is over', async () => {
  const returns = createReturns(1)
  const waits = [returns.wait(600_000, never), returns.wait(600_000, never)]
  returns.announce()
  await Promise.all(waits)
})

test('a return that was announced before wakes nobody who comes later', async () => {
  const returns = createReturns(1)
  returns.announce()
  const stop = new AbortController()
  let isOver = false
  const waiting = returns.wait(600_000, stop.signal).then(() => {
    isOver = true
  })
  await new Promise((resolve) => setImmediate(resolve))
  expect(isOver).toBe(false)
  stop.abort()
  await waiting
})

test('nobody waits longer than without a return', async () => {
  const returns = createReturns(600_000, () => 1)
  const waiting = returns.wait(5, never)
  returns.announce()
  await waiting
})

test('an abort ends the wait, also after a return', async () => {
  const returns = createReturns(600_000, () => 1)
  const stop = new AbortController()
  const waiting = returns.wait(600_000, stop.signal)
  returns.announce()
  stop.abort()
  await waiting
})
