import { useLiveCall } from '#components/query/use-live-call.ts'
import { destinations } from '#components/shell/destinations.ts'
import { session } from '#contract/session.ts'

/** The screens that are there for who looks: the audit trail is for those who may read it. All of them until that is known. */
export function useDestinations() {
  const { data } = useLiveCall(session, {}, { intervalMs: false })
  return data?.user.mayAudit === false ? destinations.filter(({ id }) => id !== 'audit') : destinations
}
