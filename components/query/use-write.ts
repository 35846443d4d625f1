'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ApiProblem } from '#components/query/api-problem.ts'
import { sendCall } from '#components/query/send-call.ts'
import type { Call, CallInput, CallOutput } from '#contract/define-call.ts'

/**
 * Sends a call that changes something, once; a success asks again for the calls that its declaration names as made
 * stale.
 */
export function useWrite<C extends Call>(call: C) {
  const queries = useQueryClient()
  return useMutation<CallOutput<C>, ApiProblem, CallInput<C>>({
    mutationKey: [call.name],
    mutationFn: (input) => sendCall(call, input),
    retry: false,
    onSuccess: () =>
      Promise.all((call.makesStale ?? []).map((name) => queries.invalidateQueries({ queryKey: [name] }))),
  })
}
