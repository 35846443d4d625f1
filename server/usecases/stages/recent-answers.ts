import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'

interface Kept {
  readonly answer: unknown
  readonly untilMs: number
}

interface Asked {
  readonly answer: Promise<unknown>
  readonly signal: AbortSignal
}

/** Of one snapshot, by key: what was answered, and what is being asked. */
interface Answers {
  readonly kept: Map<string, Kept>
  readonly asked: Map<string, Asked>
}

/** Enough for a few viewers' pages; an answer may be megabytes. */
const mostKept = 16

const bySnapshot = new WeakMap<MeshSnapshot, Answers>()

function openAnswers(snapshot: MeshSnapshot): Answers {
  const answers = bySnapshot.get(snapshot) ?? { kept: new Map(), asked: new Map() }
  bySnapshot.set(snapshot, answers)
  return answers
}

/**
 * Answers that hold for some seconds, remembered with the snapshot they were made from, so that they go when the cluster
 * changes. `key` says everything else that the answer depends on, the viewer first. Only whole answers belong here.
 */
export function recallAnswer<Answer>(snapshot: MeshSnapshot, key: string, nowMs: number): Answer | undefined {
  const kept = bySnapshot.get(snapshot)?.kept.get(key)
  // The key names the use case, which alone writes under it.
  return kept && kept.untilMs > nowMs ? (kept.answer as Answer) : undefined
}

/** How many answers are kept of a snapshot, for whomever. */
export function countAnswers(snapshot: MeshSnapshot): number {
  return bySnapshot.get(snapshot)?.kept.size ?? 0
}

export function keepAnswer(
  snapshot: MeshSnapshot,
  key: string,
  answer: unknown,
  { nowMs, untilMs }: { nowMs: number; untilMs: number },
): void {
  const { kept } = openAnswers(snapshot)
  for (const [other, { untilMs: until }] of kept) if (until <= nowMs) kept.delete(other)
  kept.delete(key)
  const [oldest] = kept.keys()
  if (oldest !== undefined && kept.size >= mostKept) kept.delete(oldest)
  kept.set(key, { answer, untilMs })
}

/**
 * The answer that somebody else waits for already, or that of `ask`, for whoever comes meanwhile; a failure is shared
 * too. `key` as in `keepAnswer`, `signal` ends `ask`: when the one who asked has gone, who waited asks anew.
 */
export async function shareAnswer<Answer>(
  snapshot: MeshSnapshot,
  key: string,
  signal: AbortSignal,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  const { asked } = openAnswers(snapshot)
  const theirs = asked.get(key)
  if (theirs) {
    try {
      return (await theirs.answer) as Answer // The key names the use case, which alone asks under it.
    } catch (error) {
      if (!theirs.signal.aborted || signal.aborted) throw error
      return shareAnswer(snapshot, key, signal, ask)
    }
  }
  const answer = ask()
  asked.set(key, { answer, signal })
  try {
    return await answer
  } finally {
    asked.delete(key)
  }
}
