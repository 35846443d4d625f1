// @vitest-environment happy-dom
import { act, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { useAhead } from '#components/ui/use-ahead.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** The hook under an address that only the test moves. */
function renderAhead() {
  const taken: string[] = []
  const { result, rerender } = renderHook(
    ({ address }) => useAhead(address, undefined, (text) => taken.push(text)),
    {
      initialProps: { address: '' },
    },
  )
  return {
    taken,
    now: () => result.current[0],
    tell: (text: string) => act(() => result.current[1](text)),
    go: (address: string) => rerender({ address }),
    wait: (ms: number) => act(() => vi.advanceTimersByTime(ms)),
  }
}

test('what was told and taken back before it arrived is let go: it wins when it comes from elsewhere later', () => {
  const { taken, now, tell, go, wait } = renderAhead()
  tell('ab')
  tell('')
  wait(5_000)
  go('ab')
  expect(now()).toBe('ab')
  expect(taken).toEqual(['ab'])
})

test('what was told and taken back may still arrive a moment later, and wins over nothing', () => {
  const { taken, now, tell, go, wait } = renderAhead()
  tell('ab')
  tell('')
  wait(1_000)
  go('ab')
  expect(now()).toBe('')
  go('')
  expect(now()).toBe('')
  expect(taken).toEqual([])
})

test('what is told stays ahead of an address that never follows', () => {
  const { taken, now, tell, go, wait } = renderAhead()
  tell('ab')
  tell('')
  tell('c')
  wait(60_000)
  expect(now()).toBe('c')
  go('c')
  expect(taken).toEqual([])
})
