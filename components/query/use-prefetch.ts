'use client'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { callOptions } from '#components/query/call-options.ts'
import type { Call, CallInput } from '#contract/define-call.ts'

/** Asks for what will be shown next, unless it was asked for less than `freshMs` ago. A failure is left to the real asking. */
export function usePrefetch(): <C extends Call>(call: C, input: CallInput<C>, freshMs: number) => void {
  const client = useQueryClient()
  return useCallback(
    (call, input, freshMs) => {
      void client.prefetchQuery({ ...callOptions(call, input), staleTime: freshMs, retry: false })
    },
    [client],
  )
}
