import type { ProcessState } from '#server/adapters/process-state.ts'
import type { Person } from '#server/adapters/sessions/types.ts'
import { clientHeader } from '#server/http/record-call.ts'
import { requestIdHeader } from '#server/http/session.ts'

const refusalAlikeMs = 60_000

/** Tells the audit trail who signed in, or by which code somebody was refused to. */
export async function recordSignIn(
  { adapters: { audit }, config }: Pick<ProcessState, 'adapters' | 'config'>,
  headers: Headers,
  outcome: { readonly person: Person } | { readonly code: string },
): Promise<void> {
  const facts = {
    atMs: Date.now(),
    act: 'sign-in' as const,
    namespace: '',
    method: config.VARDIA_AUTH,
    peer: headers.get(clientHeader) ?? '',
    requestId: headers.get(requestIdHeader) ?? '',
  }
  if ('person' in outcome) {
    const { name, groups } = outcome.person
    await audit?.note({ ...facts, outcome: 'done', who: name, groups })
  } else await audit?.note({ ...facts, outcome: 'refused', who: '', code: outcome.code }, refusalAlikeMs)
}
