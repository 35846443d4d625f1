// @vitest-environment happy-dom
import { renderHook } from '@testing-library/react'
import { expect, test } from 'vitest'
import { useSame } from '#components/ui/use-same.ts'

interface Asked {
  readonly pods: readonly string[]
  readonly since?: string
}

test('an object that says the same stays the very same, and another takes its place at once and stays in turn', () => {
  const drawn: Asked[] = []
  const { rerender } = renderHook<Asked, Asked>(
    (asked) => {
      // A literal, as a hook that picks fields of a state hands it over.
      const same = useSame({ ...asked, pods: [...asked.pods] })
      drawn.push(same)
      return same
    },
    { initialProps: { pods: ['a'] } },
  )
  rerender({ pods: ['a'] })
  expect(new Set(drawn).size).toBe(1)
  rerender({ pods: ['a', 'b'], since: 'now' })
  rerender({ pods: ['a', 'b'], since: 'now' })
  expect(new Set(drawn).size).toBe(2)
  expect(drawn.at(-1)).toEqual({ pods: ['a', 'b'], since: 'now' })
  rerender({ pods: ['a'] })
  expect(drawn.at(-1)).toEqual({ pods: ['a'] })
})
