import type { CallOutput } from '#contract/define-call.ts'
import type { ownSessions } from '#contract/sign-in.ts'
import type { KeptSession } from '#server/adapters/sessions/types.ts'

/** A session as lists tell it: never what it asks with. */
export function presentSession(
  { id, method, agent, address, createdMs, seenMs, idleEndsMs, endsMs }: KeptSession,
  currentId: string,
): CallOutput<typeof ownSessions>['sessions'][number] {
  const format = (ms: number) => new Date(ms).toISOString()
  return {
    ...{ id, current: id === currentId, method, agent, address },
    createdAt: format(createdMs),
    seenAt: format(seenMs),
    idleEndsAt: format(Math.min(idleEndsMs, endsMs)),
    endsAt: format(endsMs),
  }
}
