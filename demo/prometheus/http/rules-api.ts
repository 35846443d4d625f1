import { type Answer, answerData } from '#demo/prometheus/http/answers.ts'
import type { ServerFacts } from '#demo/prometheus/http/status-api.ts'
import { PromqlError } from '#demo/prometheus/promql/errors.ts'
import { Evaluation } from '#demo/prometheus/promql/evaluate.ts'
import { formatValue } from '#demo/prometheus/promql/format-value.ts'
import { presentMetric } from '#demo/prometheus/promql/labels.ts'
import { parsePromql } from '#demo/prometheus/promql/parse.ts'

interface AlertRule {
  readonly name: string
  readonly query: string
  readonly forSeconds: number
  readonly severity: string
  /** In the templates of rule files: `{{ $labels.x }}`. */
  readonly summary: string
}

const SERVER_ERRORS =
  'sum by (destination_workload_namespace, destination_workload) (rate(istio_requests_total{reporter="destination",response_code=~"5.."}[5m])) / ' +
  'sum by (destination_workload_namespace, destination_workload) (rate(istio_requests_total{reporter="destination"}[5m])) > 0.05'

/** The demo's alerts: what its world does decides whether they fire. */
const RULES: readonly AlertRule[] = [
  {
    name: 'WorkloadAnswersWithErrors',
    query: SERVER_ERRORS,
    forSeconds: 300,
    severity: 'critical',
    summary:
      'More than 5 % of the requests to {{ $labels.destination_workload }} in {{ $labels.destination_workload_namespace }} fail',
  },
  {
    name: 'WorkloadIsSlow',
    query:
      'histogram_quantile(0.95, sum by (le, destination_workload_namespace, destination_workload) (rate(istio_request_duration_milliseconds_bucket{reporter="destination"}[5m]))) > 1000',
    forSeconds: 300,
    severity: 'warning',
    summary:
      'One request in twenty to {{ $labels.destination_workload }} in {{ $labels.destination_workload_namespace }} takes over a second',
  },
  {
    name: 'ProxiesRejectConfiguration',
    query: 'sum by (type) (increase(pilot_total_xds_rejects[5m])) > 0',
    forSeconds: 60,
    severity: 'warning',
    summary: 'Proxies reject {{ $labels.type }} configuration',
  },
]

const GROUP = 'istio'

/**
 * The same rules as a rule file for a real Prometheus (JSON is YAML). `forSeconds` is how long an alert is pending;
 * default as the demo says.
 */
export function formatRuleFile(forSeconds?: number): string {
  const rules = RULES.map((rule) => ({
    alert: rule.name,
    expr: rule.query,
    for: `${forSeconds ?? rule.forSeconds}s`,
    labels: { severity: rule.severity },
    annotations: { summary: rule.summary },
  }))
  return JSON.stringify({ groups: [{ name: GROUP, rules }] })
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
    const labels = presentMetric(sample)
    return {
      labels: { alertname: rule.name, ...labels, severity: rule.severity },
      annotations: { summary: expandTemplate(rule.summary, labels) },
      state: 'firing',
      activeAt: new Date(startedMs).toISOString(),
      value: formatExponent(sample.value),
    }
  })
}

/** `/api/v1/alerts`. */
export function answerAlerts(facts: ServerFacts): Answer {
  return answerData({ alerts: RULES.flatMap((rule) => listAlerts(facts, rule)) })
}

/** `/api/v1/rules`, with `type=alert|record`. */
export function answerRules(facts: ServerFacts, params: URLSearchParams): Answer {
  const type = params.get('type') ?? ''
  if (type === 'record') return answerData({ groups: [] })
  if (type !== '' && type !== 'alert') {
    throw new PromqlError('bad_data', `invalid parameter "type": not supported value ${JSON.stringify(type)}`)
  }
  const evaluatedAt = new Date(facts.nowMs()).toISOString()
  const rules = RULES.map((rule) => {
    const began = performance.now()
    const alerts = listAlerts(facts, rule)
    return {
      state: alerts.length > 0 ? 'firing' : 'inactive',
      name: rule.name,
      query: rule.query,
      duration: rule.forSeconds,
      keepFiringFor: 0,
      labels: { severity: rule.severity },
      annotations: { summary: rule.summary },
      alerts,
      health: 'ok',
      evaluationTime: (performance.now() - began) / 1000,
      lastEvaluation: evaluatedAt,
      type: 'alerting',
    }
  })
  const group = {
    name: GROUP,
    file: '/etc/prometheus/rules/istio.yml',
    rules,
    interval: facts.source.scrapeIntervalSeconds,
    limit: 0,
    evaluationTime: rules.reduce((sum, { evaluationTime }) => sum + evaluationTime, 0),
    lastEvaluation: evaluatedAt,
  }
  return answerData({ groups: [group] })
}
