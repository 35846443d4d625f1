/** The one scale of state, worst first. */
export const healthStatuses = ['failing', 'degraded', 'notReady', 'unknown', 'idle', 'healthy'] as const
export type HealthStatus = (typeof healthStatuses)[number]

/** Why: a code of `messages/en.json` under `finding`, and what it is worded with. */
export interface Reason {
  readonly code: string
  readonly params: Readonly<Record<string, string | number>>
}

export interface Verdict {
  readonly status: HealthStatus
  readonly reasons: readonly Reason[]
}
