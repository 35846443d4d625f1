import { type Answer, answerData } from '#demo/prometheus/http/answers.ts'
import type { ServerFacts } from '#demo/prometheus/http/status-api.ts'
import { PromqlError } from '#demo/prometheus/promql/errors.ts'
import { Evaluation } from '#demo/prometheus/promql/evaluate.ts'
import { formatValue } from '#demo/prometheus/promql/format-value.ts'
import { presentMetric } from '#demo/prometheus/promql/labels.ts'
import { parsePromql } from '#demo/prometheus/promql/parse.ts'
import { ruleGroups } from '#demo/prometheus/rules/rule-groups.ts'
import type { AlertRule, Rule, RuleGroup } from '#demo/prometheus/rules/types.ts'

/**
 * The same rules as a rule file for a real Prometheus (JSON is YAML). `forSeconds` is how long an alert is pending;
 * default as the demo says.
 */
export function formatRuleFile(forSeconds?: number): string {
  const format = (rule: Rule) =>
    rule.kind === 'record'
      ? { record: rule.name, expr: rule.query, labels: rule.labels }
      : {
          alert: rule.name,
          expr: rule.query,
          for: `${forSeconds ?? rule.forSeconds}s`,
          labels: rule.labels,
          annotations: rule.annotations,
        }
  return JSON.stringify({ groups: ruleGroups.map(({ name, rules }) => ({ name, rules: rules.map(format) })) })
}

/** The value of an alert is written with an exponent, of two digits at least: `2e-01`. */
function formatExponent(value: number): string {
  if (!Number.isFinite(value)) return formatValue(value)
  return value.toExponential().replace(/e([-+])(\d)$/, 'e$10$2')
}

function expandTemplate(template: string, labels: Readonly<Record<string, string>>): string {
  return template.replace(/\{\{ \$labels\.(\w+) \}\}/g, (_, label: string) => labels[label] ?? '')
}

interface Alert {
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly state: 'firing'
  readonly activeAt: string
  readonly value: string
}

/** What a rule finds now. The world's faults last, so what is found has been there since the samples began. */
function listAlerts({ source, nowMs, startedMs }: ServerFacts, rule: AlertRule): Alert[] {
  const now = nowMs()
  const value = new Evaluation({ source, startMs: now, endMs: now }).evaluate(parsePromql(rule.query), now)
  if (value.type !== 'vector') return []
  return value.samples.map((sample) => {
    const { __name__: _, ...found } = presentMetric(sample)
    const labels = { ...found, ...rule.labels }
    return {
      labels: { alertname: rule.name, ...labels },
      annotations: Object.fromEntries(
        Object.entries(rule.annotations).map(([name, text]) => [name, expandTemplate(text, labels)]),
      ),
      state: 'firing',
      activeAt: new Date(startedMs).toISOString(),
      value: formatExponent(sample.value),
    }
  })
}

/** `/api/v1/alerts`. */
export function answerAlerts(facts: ServerFacts): Answer {
  const rules = ruleGroups.flatMap((group) => group.rules)
  return answerData({
    alerts: rules.flatMap((rule) => (rule.kind === 'alert' ? listAlerts(facts, rule) : [])),
  })
}

/** `/api/v1/rules`, with `type=alert|record`. */
export function answerRules(facts: ServerFacts, params: URLSearchParams): Answer {
  const type = params.get('type') ?? ''
  if (type !== '' && type !== 'alert' && type !== 'record') {
    throw new PromqlError('bad_data', `invalid parameter "type": not supported value ${JSON.stringify(type)}`)
  }
  const wanted = ruleGroups.flatMap((group) => {
    const rules = group.rules.filter(({ kind }) => type === '' || kind === type)
    return rules.length > 0 ? [{ ...group, rules }] : []
  })
  return answerData({ groups: wanted.map((group) => presentGroup(group, facts)) })
}

function presentGroup({ name, rules }: RuleGroup, facts: ServerFacts) {
  const lastEvaluation = new Date(facts.nowMs()).toISOString()
  const presented = rules.map((rule) => presentRule(rule, facts, lastEvaluation))
  return {
    name,
    file: '/etc/prometheus/rules/istio.yml',
    rules: presented,
    interval: facts.source.scrapeIntervalSeconds,
    limit: 0,
    evaluationTime: presented.reduce((sum, { evaluationTime }) => sum + evaluationTime, 0),
    lastEvaluation,
  }
}

function presentRule(rule: Rule, facts: ServerFacts, lastEvaluation: string) {
  const began = performance.now()
  const alerts = rule.kind === 'alert' ? listAlerts(facts, rule) : []
  const evaluated = { evaluationTime: (performance.now() - began) / 1000, lastEvaluation }
  const { name, query, labels } = rule
  if (rule.kind === 'record') return { name, query, labels, health: 'ok', ...evaluated, type: 'recording' }
  return {
    state: alerts.length > 0 ? 'firing' : 'inactive',
    name,
    query,
    duration: rule.forSeconds,
    keepFiringFor: 0,
    labels,
    annotations: rule.annotations,
    alerts,
    health: 'ok',
    ...evaluated,
    type: 'alerting',
  }
}
