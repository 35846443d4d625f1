import { functionRows } from '#e2e/real/fidelity/prometheus-expressions/functions.ts'
import { leftOutRows } from '#e2e/real/fidelity/prometheus-expressions/left-out.ts'
import { operatorRows } from '#e2e/real/fidelity/prometheus-expressions/operators.ts'
import { refusalRows } from '#e2e/real/fidelity/prometheus-expressions/refusals.ts'
import { selectorRows } from '#e2e/real/fidelity/prometheus-expressions/selectors.ts'
import type { ExpressionRow } from '#e2e/real/fidelity/prometheus-expressions/types.ts'

/** Every expression that is put to the demo, to Prometheus 3 and to Prometheus 2.42. */
export const expressionRows: readonly ExpressionRow[] = [
  ...selectorRows,
  ...functionRows,
  ...operatorRows,
  ...refusalRows,
  ...leftOutRows,
]
