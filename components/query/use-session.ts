'use client'
import { useQuery } from '@tanstack/react-query'
import { callOptions } from '#components/query/call-options.ts'
import { useHydrated } from '#components/ui/use-hydrated.ts'
import type { CallOutput } from '#contract/define-call.ts'
import { session } from '#contract/session.ts'

/**
 * Who looks, and the console's settings, asked once for the tab. Both are absent until this part of the page has hydrated:
 * another part may have the answer before, and what the server drew is that nothing is known.
 */
export function useSession(): {
  readonly session: CallOutput<typeof session> | undefined
  /** True once it is known, or asking failed for the first time. */
  readonly settled: boolean
} {
  const { data, failureCount } = useQuery({
    ...callOptions(session, {}),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const hydrated = useHydrated()
  if (!hydrated) return { session: undefined, settled: false }
  return { session: data, settled: data !== undefined || failureCount > 0 }
}
