import { type ConfigFault, refuse, warn } from '#server/mesh/checks/config-fault.ts'
import type { Field } from '#server/mesh/checks/field.ts'
import { checkDuration, checkPercent } from '#server/mesh/checks/webhook/values.ts'

/** validateOutlierDetection of istio `pkg/config/validation/validation.go` (1.31). */
export function* checkOutlierDetection(outlier: Field): Generator<ConfigFault> {
  yield* checkDuration(outlier.at('baseEjectionTime'))
  yield* checkDuration(outlier.at('interval'))
  const errors = outlier.at('consecutiveErrors')
  if (errors.number !== 0)
    yield warn(errors, 'config-deprecated', { field: 'consecutiveErrors', instead: 'consecutive5xxErrors' })
  const local = outlier.at('consecutiveLocalOriginFailures')
  if (local.number > 0 && !outlier.at('splitExternalLocalOriginErrors').flag)
    yield refuse(local, 'config-needs', { field: local.key, needs: 'splitExternalLocalOriginErrors' })
  yield* checkPercent(outlier.at('maxEjectionPercent'))
  yield* checkPercent(outlier.at('minHealthPercent'))
}
