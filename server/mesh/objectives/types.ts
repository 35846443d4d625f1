import type { AlertSubject } from '#server/mesh/alerts/build-alerts.ts'
import type { Alert } from '#server/mesh/graph/enrich/match-alerts.ts'

type Labels = Readonly<Record<string, string>>

export interface RecordedSample {
  readonly metric: Labels
  readonly value: number
}

export interface RuleText {
  readonly kind: 'record' | 'alert'
  readonly name: string
  readonly query: string
  readonly labels: Labels
}

/** What is known of an objective before it is judged. Shares are 0…1. */
export interface Objective {
  readonly id: string
  readonly tool: 'sloth' | 'pyrra'
  readonly name: string
  readonly service?: string
  readonly about?: AlertSubject
  readonly objective: number
  readonly windowSeconds?: number
  /** Of the failures that are allowed; below 0 when more were had. */
  readonly remaining?: number
  /** Shortest window first. */
  readonly burnRates: readonly BurnRate[]
  readonly alerts: readonly Alert[]
}

export interface BurnRate {
  readonly windowSeconds: number
  readonly rate: number
}

export interface ObjectiveFacts {
  readonly samples: readonly RecordedSample[]
  /** undefined where the server tells no rules. */
  readonly rules: readonly RuleText[] | undefined
  readonly alerts: readonly Alert[]
}
