export interface AlertRule {
  readonly kind: 'alert'
  readonly name: string
  readonly query: string
  readonly forSeconds: number
  readonly labels: Readonly<Record<string, string>>
  /** In the templates of rule files: `{{ $labels.x }}`. */
  readonly annotations: Readonly<Record<string, string>>
}

export interface RecordRule {
  readonly kind: 'record'
  readonly name: string
  readonly query: string
  readonly labels: Readonly<Record<string, string>>
}

export type Rule = AlertRule | RecordRule

export interface RuleGroup {
  readonly name: string
  readonly rules: readonly Rule[]
}
