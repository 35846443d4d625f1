import { setTimeout } from 'node:timers/promises'
import { describeUnreachable } from '#server/adapters/istiod/problems.ts'
import { readReadiness } from '#server/adapters/istiod/read-readiness.ts'
import type { IstiodStatus } from '#server/adapters/istiod/types.ts'
import type { TextReader } from '#server/adapters/upstream/text-reader.ts'
import { isProblem } from '#server/problem.ts'

export interface WatchedIstiod {
  status(): IstiodStatus
  /** Resolves when it was asked once, whatever came of it. */
  readonly asked: Promise<void>
}

/** How long it is left alone after an answer, and after a failure. */
export interface Pace {
  readonly restMs: number
  readonly restAfterFailureMs: number
}

/** A failure is looked into at once: a lost packet is no outage, and an outage is to be told soon. */
const usualPace: Pace = { restMs: 5_000, restAfterFailureMs: 1_500 }
const failuresToBeDown = 2

/** Asks one istiod again and again until the signal; `tell` hears of each change. */
export function watchReadiness(
  client: TextReader,
  signal: AbortSignal,
  tell: () => void,
  pace: Pace = usualPace,
): WatchedIstiod {
  const now = Date.now
  let status: IstiodStatus = { state: 'ok', address: client.address, sinceMs: now() }
  let failures = 0
  const become = (next: Pick<IstiodStatus, 'state' | 'version' | 'lastGoodMs' | 'problem'>) => {
    const changed = next.state !== status.state || next.version !== status.version
    const sinceMs = next.state === status.state ? status.sinceMs : now()
    status = { address: client.address, sinceMs, ...next }
    if (changed) tell()
  }
  const ask = async () => {
    try {
      const readiness = await readReadiness(client, signal)
      failures = 0
      become({ state: 'ok', lastGoodMs: now(), ...readiness })
    } catch (error) {
      if (signal.aborted) return
      failures += 1
      const { version, lastGoodMs } = status
      become({
        state: failures >= failuresToBeDown ? 'down' : 'degraded',
        problem: isProblem(error)
          ? error
          : describeUnreachable({ address: client.address, target: '/ready' }, error),
        ...(version && { version }),
        ...(lastGoodMs && { lastGoodMs }),
      })
    }
  }
  const asked = ask()
  void (async () => {
    await asked
    while (!signal.aborted) {
      const ms = failures > 0 ? pace.restAfterFailureMs : pace.restMs
      await setTimeout(ms, undefined, { signal, ref: false }).catch(() => undefined)
      if (!signal.aborted) await ask()
    }
  })()
  return { status: () => status, asked }
}
