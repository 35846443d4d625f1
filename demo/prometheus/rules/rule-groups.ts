import { istioRules } from '#demo/prometheus/rules/istio-rules.ts'
import { buildPyrraRules } from '#demo/prometheus/rules/pyrra-rules.ts'
import { buildSlothRules } from '#demo/prometheus/rules/sloth-rules.ts'
import type { RecordRule, RuleGroup } from '#demo/prometheus/rules/types.ts'

const paymentRequests =
  'istio_requests_total{reporter="source",destination_service_namespace="shop",destination_service_name="payment"'

/** An objective that the shop's payment misses, and one that its frontend keeps. */
export const ruleGroups: readonly RuleGroup[] = [
  istioRules,
  ...buildSlothRules({
    service: 'payment',
    slo: 'requests-availability',
    objective: 0.99,
    days: 30,
    buildErrorRatio: (window) =>
      `(sum(rate(${paymentRequests},response_code=~"5.."}[${window}]))) / (sum(rate(${paymentRequests}}[${window}])))`,
  }),
  ...buildPyrraRules({
    name: 'frontend-availability',
    target: 0.99,
    total: {
      destination_service_name: 'frontend',
      destination_service_namespace: 'shop',
      reporter: 'source',
    },
    errors: 'response_code=~"5.."',
  }),
].sort((a, b) => (a.name < b.name ? -1 : 1))

export const recordRules: readonly RecordRule[] = ruleGroups.flatMap(({ rules }) =>
  rules.flatMap((rule) => (rule.kind === 'record' ? [rule] : [])),
)
