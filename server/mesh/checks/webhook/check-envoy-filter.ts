import { type ConfigFault, refuse, warn } from '#server/mesh/checks/config-fault.ts'
import type { Field } from '#server/mesh/checks/field.ts'
import { checkSelector } from '#server/mesh/checks/webhook/values.ts'
import { compileRe2 } from '#server/mesh/patterns/re2.ts'

type Faults = Generator<ConfigFault>

const mostVersionLength = 1024
const matches = ['listener', 'routeConfiguration', 'cluster', 'waypoint'] as const

/** What a patch is applied to, and the only match that speaks of it. What is not here has none of its own. */
const matchOf: Readonly<Record<string, (typeof matches)[number]>> = {
  LISTENER: 'listener',
  FILTER_CHAIN: 'listener',
  NETWORK_FILTER: 'listener',
  HTTP_FILTER: 'listener',
  ROUTE_CONFIGURATION: 'routeConfiguration',
  VIRTUAL_HOST: 'routeConfiguration',
  HTTP_ROUTE: 'routeConfiguration',
  CLUSTER: 'cluster',
}
const connectionManagers = ['envoy.filters.network.http_connection_manager', 'envoy.http_connection_manager']

/**
 * ValidateEnvoyFilter of istio `pkg/config/validation/envoyfilter/envoyfilter.go` (1.31), but for what needs Envoy's own
 * types: whether a patch's value is of the type that it is merged into. A dry run tells that.
 */
export function* checkEnvoyFilter(spec: Field): Faults {
  yield* checkSelector(spec.at('workloadSelector'), 'labels')
  for (const patch of spec.at('configPatches').items) yield* checkPatch(patch)
}

function* checkPatch(config: Field): Faults {
  const [applyTo, match, patch] = [config.at('applyTo'), config.at('match'), config.at('patch')]
  if (match.at('context').text === 'WAYPOINT') return
  if (isUnset(applyTo)) {
    yield refuse(applyTo, 'config-required', { field: 'applyTo' })
    return
  }
  const operation = patch.at('operation')
  if (!patch.isSet || isUnset(operation)) {
    const missing = patch.isSet ? operation : patch
    yield refuse(missing, 'config-required', { field: missing.key })
    return
  }
  if (operation.text !== 'REMOVE' && !patch.at('value').isSet) {
    yield refuse(patch.at('value'), 'config-required', { field: 'value' })
    return
  }
  const version = match.at('proxy').at('proxyVersion')
  if (version.text.length > mostVersionLength)
    yield warn(version, 'config-regex-long', { limit: mostVersionLength })
  else if (!compileRe2(version.text)) {
    yield refuse(version, 'config-regex', { value: version.text })
    return
  }
  yield* checkMatch(applyTo, match)
}

/** Enums of proto3: absent is their first value, which here stands for none. */
function isUnset({ text }: Field): boolean {
  return text === '' || text === 'INVALID'
}

function* checkMatch(applyTo: Field, match: Field): Faults {
  const wanted = matchOf[applyTo.text]
  const given = matches.find((each) => match.at(each).isSet)
  if (!wanted || !given) return
  if (given !== wanted) {
    yield refuse(match.at(given), 'config-needs', {
      field: given,
      needs: `applyTo: ${Object.keys(matchOf)
        .filter((each) => matchOf[each] === given)
        .join(', ')}`,
    })
    return
  }
  const filter = match.at('listener').at('filterChain').at('filter')
  if (filter.isSet) yield* checkFilter(applyTo, filter)
}

function* checkFilter(applyTo: Field, filter: Field): Faults {
  if (applyTo.text === 'LISTENER' || applyTo.text === 'FILTER_CHAIN')
    yield warn(filter, 'config-needs', { field: 'filter', needs: 'applyTo: NETWORK_FILTER, HTTP_FILTER' })
  const [name, part] = [filter.at('name'), filter.at('subFilter')]
  if (name.text === '') yield refuse(name, 'config-required', { field: 'name' })
  else if (part.isSet && applyTo.text !== 'HTTP_FILTER')
    yield refuse(part, 'config-needs', { field: 'subFilter', needs: 'applyTo: HTTP_FILTER' })
  else if (part.isSet && !connectionManagers.includes(name.text))
    yield refuse(name, 'config-unsupported', { value: name.text, allowed: connectionManagers.join(', ') })
  else if (part.isSet && part.at('name').text === '')
    yield refuse(part.at('name'), 'config-required', { field: 'name' })
}
