import type { QueryClient } from '@tanstack/react-query'
import { callOptions } from '#components/query/call-options.ts'
import { sendCall } from '#components/query/send-call.ts'
import { session, switchIdentity } from '#contract/session.ts'

/** Changes the identity, then forgets every answer: what one person may see is not shown to another for a moment. */
export async function lookAs(name: string, queries: QueryClient): Promise<void> {
  const changed = await sendCall(switchIdentity, { name })
  queries.setQueryData(callOptions(session, {}).queryKey, changed)
  void queries.resetQueries({ predicate: (query) => query.queryKey[0] !== session.name })
}
