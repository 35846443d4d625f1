import type { ProcessState } from '#server/adapters/process-state.ts'
import { openAsViewer } from '#server/http/open-as-viewer.ts'
import { findSession } from '#server/http/session.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'

/** What a use case is given, for whoever these headers are of, who may be about to sign out. Throws what `findSession` throws. */
export async function openContext(
  headers: Headers,
  state: ProcessState,
  { signal, log, isLeaving }: Pick<UseCaseContext, 'signal' | 'log'> & { readonly isLeaving?: boolean },
): Promise<UseCaseContext> {
  const session = await findSession(headers, state, isLeaving)
  const adapters = openAsViewer(state, session)
  return { adapters, session, config: state.config, nowMs: Date.now(), signal, log }
}
