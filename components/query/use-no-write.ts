'use client'
import { useSession } from '#components/query/use-session.ts'

/**
 * Why who looks may change nothing here, in the server's words: everything that writes is drawn disabled with it. Undefined
 * where something may be changed, and until it is known; what one object forbids is told by the answer about it.
 */
export function useNoWrite(): string | undefined {
  return useSession().session?.user.mayNotWrite?.text
}
