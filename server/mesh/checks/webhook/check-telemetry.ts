import { type ConfigFault, refuse, warn } from '#server/mesh/checks/config-fault.ts'
import type { Field } from '#server/mesh/checks/field.ts'
import { isCel } from '#server/mesh/checks/schema/cel.ts'
import { checkAttachment, checkPercent } from '#server/mesh/checks/webhook/values.ts'

type Faults = Generator<ConfigFault>

/** ValidateTelemetry of istio `pkg/config/validation/{validation,validation_istiod}.go` (1.31). */
export function* checkTelemetry(spec: Field): Faults {
  yield* checkAttachment(spec)
  for (const metrics of spec.at('metrics').items) yield* checkMetrics(metrics)
  const tracing = spec.at('tracing')
  if (tracing.items.length > 1) yield warn(tracing, 'config-one-only', { field: 'tracing' })
  for (const each of tracing.items) yield* checkTracing(each)
  for (const logging of spec.at('accessLogging').items) {
    const filter = logging.at('filter')
    if (filter.isSet && !isCel(filter.at('expression').text))
      yield refuse(filter.at('expression'), 'config-cel')
    yield* checkProviders(logging)
  }
}

function* checkProviders(section: Field): Faults {
  for (const provider of section.at('providers').items)
    if (provider.at('name').text === '')
      yield refuse(provider.at('name'), 'config-required', { field: 'name' })
}

/** Each kind of tag names its source by another member. */
const tagMembers: Readonly<Record<string, string>> = { literal: 'value', header: 'name', environment: 'name' }

function* checkTracing(tracing: Field): Faults {
  if (tracing.at('providers').items.length > 1)
    yield warn(tracing.at('providers'), 'config-one-only', { field: 'providers' })
  yield* checkProviders(tracing)
  yield* checkPercent(tracing.at('randomSamplingPercentage'))
  for (const tag of tracing.at('customTags').entries) {
    if (tag.key === '') yield refuse(tag, 'config-empty', { field: 'customTags' })
    if (!tag.isSet) yield refuse(tag, 'config-required', { field: tag.key })
    for (const [kind, member] of Object.entries(tagMembers)) {
      const field = tag.at(kind).at(member)
      if (tag.at(kind).isSet && field.text === '') yield refuse(field, 'config-required', { field: member })
    }
  }
}

function* checkMetrics(metrics: Field): Faults {
  yield* checkProviders(metrics)
  for (const override of metrics.at('overrides').items) {
    for (const tag of override.at('tagOverrides').entries) {
      const [operation, value] = [tag.at('operation').text || 'UPSERT', tag.at('value')]
      if (tag.key === '') yield warn(tag, 'config-empty', { field: 'tagOverrides' })
      if (!tag.isSet) yield refuse(tag, 'config-required', { field: tag.key })
      else if (operation === 'UPSERT' && value.text === '')
        yield refuse(value, 'config-required', { field: 'value' })
      else if (operation === 'REMOVE' && value.text !== '')
        yield refuse(value, 'config-needs', { field: 'value', needs: 'operation: UPSERT' })
    }
    const custom = override.at('match').at('customMetric')
    if (custom.isSet && custom.text === '') yield refuse(custom, 'config-empty', { field: 'customMetric' })
  }
}
