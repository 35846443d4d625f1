import type { GraphState } from '#components/graph/url.ts'

/** What of the state must go for the graph to be of now, and of one side alone. */
export const leavePast: Partial<GraphState> = {
  at: undefined,
  replay: undefined,
  baseAt: undefined,
  baseNamespaces: [],
  limits: {},
}

export function isAway(state: GraphState): boolean {
  return (
    state.at !== undefined ||
    state.replay !== undefined ||
    state.baseAt !== undefined ||
    state.baseNamespaces.length > 0
  )
}

const ages = [60, 300, 600, 1_800, 3_600, 21_600, 86_400, 604_800] as const

/** Steps back from a moment, and whether what lies there is still kept. */
export function listAges({
  atMs,
  nowMs,
  retentionSeconds,
}: {
  readonly atMs: number
  readonly nowMs: number
  readonly retentionSeconds: number | undefined
}): readonly { readonly seconds: number; readonly possible: boolean }[] {
  const passed = (nowMs - atMs) / 1_000
  return ages.map((seconds) => ({
    seconds,
    possible: retentionSeconds === undefined || passed + seconds < retentionSeconds,
  }))
}

/**
 * So many seconds before the moment that the graph shows, to the second. The clock is read when it is asked, and not where
 * the page is drawn: one that was drawn on the server stands at 1970 until it lives.
 */
export function stepBack({ at }: Pick<GraphState, 'at'>, seconds: number): string {
  const fromMs = at === undefined ? Date.now() : Date.parse(at)
  return new Date(Math.floor(fromMs / 1_000 - seconds) * 1_000).toISOString()
}
