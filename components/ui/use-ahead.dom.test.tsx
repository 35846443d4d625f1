// @vitest-environment happy-dom
import { act, renderHook } from '@testing-library/react'
import { startTransition, use, useState } from 'react'
import { expect, test } from 'vitest'
import { useAhead } from '#components/ui/use-ahead.ts'

/** An address that follows what is told in a transition, as Next's does: at once, or when `held` comes. */
function useAddress(taken: string[], held?: Promise<void>) {
  const [text, go] = useState('')
  const [until, hold] = useState<Promise<void>>()
  const follow = (next: string) => startTransition(() => (held ? hold(held) : go(next)))
  const [now, tell] = useAhead(text, follow, (next) => taken.push(next))
  if (until) use(until)
  return { text, now, tell, go }
}

test('what was told and taken back in one update is let go: it wins when it comes from elsewhere', async () => {
  const taken: string[] = []
  const { result } = renderHook(() => useAddress(taken))
  await act(async () => {
    result.current.tell('ab')
    result.current.tell('')
  })
  expect(result.current).toMatchObject({ text: '', now: '' })
  act(() => result.current.go('ab'))
  expect(result.current).toMatchObject({ text: 'ab', now: 'ab' })
  expect(taken).toEqual(['ab'])
})

test('what was told and taken back may still arrive while the address is on its way, and wins over nothing', async () => {
  const taken: string[] = []
  const held = Promise.withResolvers<void>()
  const { result } = renderHook(() => useAddress(taken, held.promise))
  await act(async () => result.current.tell('ab'))
  await act(async () => result.current.tell(''))
  await act(async () => result.current.go('ab'))
  expect(result.current).toMatchObject({ text: 'ab', now: '' })
  await act(async () => {
    held.resolve()
    result.current.go('')
  })
  expect(result.current).toMatchObject({ text: '', now: '' })
  expect(taken).toEqual([])
})

test('what is told after something was taken back is ahead of the address until it arrives', async () => {
  const taken: string[] = []
  const held = Promise.withResolvers<void>()
  const { result } = renderHook(() => useAddress(taken, held.promise))
  await act(async () => result.current.tell('ab'))
  await act(async () => result.current.tell(''))
  await act(async () => result.current.tell('c'))
  await act(async () => held.resolve())
  expect(result.current).toMatchObject({ text: '', now: 'c' })
  act(() => result.current.go('c'))
  expect(taken).toEqual([])
})
