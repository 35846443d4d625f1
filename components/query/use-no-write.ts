'use client'
import { useQuery } from '@tanstack/react-query'
import { callOptions } from '#components/query/call-options.ts'
import { useHydrated } from '#components/ui/use-hydrated.ts'
import { session } from '#contract/session.ts'

/**
 * Why who looks may change nothing here, in the server's words: everything that writes is drawn disabled with it. Undefined
 * where something may be changed, and until it is known; what one object forbids is told by the answer about it.
 */
export function useNoWrite(): string | undefined {
  const { data } = useQuery({ ...callOptions(session, {}), staleTime: Number.POSITIVE_INFINITY })
  // Another part of the page may have asked already: what the server drew holds until this part has hydrated.
  const hydrated = useHydrated()
  return hydrated ? data?.user.mayNotWrite?.text : undefined
}
