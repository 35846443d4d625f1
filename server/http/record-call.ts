import type { AuditAct, NewAuditEvent } from '#server/adapters/audit/types.ts'
import type { ProcessState } from '#server/adapters/process-state.ts'
import { auditedCalls } from '#server/http/audited-calls.ts'
import { pickTarget } from '#server/http/pick-target.ts'
import type { Problem } from '#server/problem.ts'
import type { ViewerSession, WriteTrail } from '#server/usecases/context.ts'

/** Set by the front door: the address that it believes to be the client's. */
export const clientHeader = 'x-vardia-client'

/** A page asks again and again: within this it is one reading, and the trail counts the others. */
const readAlikeMs = 600_000
const refusalAlikeMs = 60_000

/** What the audit trail is told of one request. */
export interface CallRecord {
  /** Who asks, once it is known. */
  name(session: ViewerSession): void
  /** What is asked, once it is known. */
  aim(input: unknown): void
  /** How it ended. Resolves when that is kept, before anybody is answered. */
  end(problem?: Pick<Problem, 'kind' | 'code'>): Promise<void>
  /** For the one stage that writes. */
  readonly trail?: WriteTrail
}

/** Opens the record of one request of a call; where no trail is kept it does nothing. */
export function recordCall(
  call: { readonly name: string },
  headers: Headers,
  { adapters: { audit } }: Pick<ProcessState, 'adapters'>,
  requestId: string,
): CallRecord {
  if (!audit) return { name: () => undefined, aim: () => undefined, end: async () => undefined }
  const act = auditedCalls[call.name] ?? 'none'
  let who: Pick<NewAuditEvent, 'who' | 'groups' | 'method'> = { who: '' }
  let target: ReturnType<typeof pickTarget> = { namespace: '' }
  let hasWritten = false
  const describe = (
    facts: Pick<NewAuditEvent, 'act' | 'outcome'> & Partial<NewAuditEvent>,
  ): NewAuditEvent => ({
    ...{ atMs: Date.now(), ...who, ...target, call: call.name, requestId },
    peer: headers.get(clientHeader) ?? '',
    ...facts,
  })
  return {
    name: ({ user, method }) => {
      who = { who: user.name, groups: user.groups, method }
    },
    aim: (input) => {
      target = pickTarget(input)
    },
    end: async (problem) => {
      if (problem?.kind === 'forbidden' || problem?.kind === 'unauthenticated')
        await audit.note(describe({ act: 'refusal', outcome: 'refused', code: problem.code }), refusalAlikeMs)
      else if (act === 'write') {
        // What was begun has told its own end.
        if (!hasWritten && problem) await audit.note(describe({ act, outcome: 'failed', code: problem.code }))
      } else if (act !== 'none')
        await audit.note(
          describe(tellEnd(act, problem)),
          act === 'identity' || act === 'sign-out' ? 0 : readAlikeMs,
        )
    },
    trail: {
      begin: async ({ change, kind, namespace, name, action, reason }) => {
        hasWritten = true
        const written = {
          ...{ act: 'write' as const, change, kind, name, action },
          namespace: kind === 'Namespace' ? name : namespace,
          ...(reason === undefined ? {} : { reason }),
        }
        const settles = await audit.append(describe({ ...written, outcome: 'begun' }))
        return (code) =>
          audit.note(
            describe({
              ...written,
              settles,
              outcome: code === undefined ? 'done' : 'failed',
              ...(code && { code }),
            }),
          )
      },
    },
  }
}

function tellEnd(act: AuditAct, problem: Pick<Problem, 'code'> | undefined) {
  return {
    act,
    outcome: problem ? ('failed' as const) : ('done' as const),
    ...(problem && { code: problem.code }),
  }
}
