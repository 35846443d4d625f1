import type { StateFacts } from '#server/adapters/kubernetes/judge-status.ts'
import type { UnseenKind } from '#server/adapters/kubernetes/types.ts'

export interface Log {
  info(facts: object, words: string): void
  warn(facts: object, words: string): void
}

export interface KeptState extends StateFacts {
  readonly sinceMs: number
  readonly lastGoodMs?: number
}

export interface StateTeller {
  current(): KeptState
  /** Judges anew, and tells, some time later, when that came out otherwise than before. */
  update(): void
}

/** The watches of a server that goes away end one after the other, and are one change to a person. */
const gatherMs = 200

/** Keeps the state and since when it holds, and tells of it only when a person would see a difference. */
export function createStateTeller(facts: {
  judge(): StateFacts
  listUnseen(): readonly UnseenKind[]
  readonly log: Log | undefined
  tell(): void
}): StateTeller {
  let state: KeptState = { state: 'ok', sinceMs: Date.now() }
  let told = JSON.stringify({ state: 'ok', unseen: [] })
  let gathering: NodeJS.Timeout | undefined

  const tell = () => {
    gathering = undefined
    const unseen = facts.listUnseen().map(({ kind, reason }) => `${kind} ${reason}`)
    const seen = { state: state.state, code: state.problem?.code, unseen }
    if (JSON.stringify(seen) === told) return
    told = JSON.stringify(seen)
    facts.log?.[state.state === 'ok' ? 'info' : 'warn'](
      { adapter: 'kubernetes', ...seen, target: state.problem?.target },
      'the state of the API server changed',
    )
    facts.tell()
  }
  return {
    current: () => state,
    update: () => {
      const next = facts.judge()
      const lastGoodMs = state.state === 'ok' ? Date.now() : state.lastGoodMs
      const sinceMs = next.state === state.state ? state.sinceMs : Date.now()
      state = { ...next, sinceMs, ...(lastGoodMs === undefined ? {} : { lastGoodMs }) }
      if (gathering === undefined) gathering = setTimeout(tell, gatherMs).unref()
    },
  }
}
