import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { isApiProblem } from '#components/query/api-problem.ts'
import { sendCall } from '#components/query/send-call.ts'
import { auditVerification } from '#contract/audit.ts'
import type { CallOutput } from '#contract/define-call.ts'

type Piece = CallOutput<typeof auditVerification>

export interface Verification {
  /** The newest row that was found to hold. */
  readonly to: number
  readonly from: number
  readonly head: number
  readonly headHash: string
  readonly fault?: Piece['fault']
  readonly done: boolean
}

/** Verifies the whole chain a piece at a time, telling how far it came. A press on `again` begins anew. */
export function useVerification(enabled: boolean) {
  const [progress, setProgress] = useState<Verification>()
  const { data, error, refetch, isFetching } = useQuery({
    queryKey: ['audit-verification', 'whole'],
    enabled,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => {
      let found = await sendCall(auditVerification, { after: 0 }, signal)
      const { from } = found
      while (!found.done) {
        setProgress({ ...found, from })
        found = await sendCall(auditVerification, { after: found.to }, signal)
      }
      const whole: Verification = { ...found, from }
      setProgress(whole)
      return whole
    },
  })
  return {
    verification: isFetching ? progress : (data ?? progress),
    problem: isApiProblem(error) ? error : undefined,
    isRunning: isFetching,
    again: () => void refetch(),
  }
}
