import { type ConfigFault, refuse, warn } from '#server/mesh/checks/config-fault.ts'
import type { Field } from '#server/mesh/checks/field.ts'
import { checkLocalitySettings } from '#server/mesh/checks/webhook/localities.ts'
import { checkAnyDuration, checkDuration } from '#server/mesh/checks/webhook/values.ts'

type Faults = Generator<ConfigFault>

/**
 * validateLoadBalancer of istio `pkg/config/validation/validation.go` (1.31).
 *
 * @param hasOutlier whether outlier detection stands beside it, which failover needs
 */
export function* checkLoadBalancer(settings: Field, hasOutlier: boolean): Faults {
  if (!settings.isSet) return
  yield* checkConsistentHash(settings.at('consistentHash'))
  const [locality, zoneAware] = [settings.at('localityLbSetting'), settings.at('zoneAwareLbSetting')]
  if (locality.isSet && zoneAware.isSet)
    yield refuse(settings, 'config-exclusive', { fields: 'localityLbSetting, zoneAwareLbSetting' })
  yield* checkLocalitySettings(locality, { hasOutlier })
  yield* checkLocalitySettings(zoneAware, { hasOutlier, zoneAware: true })
  yield* checkWarmup(settings.at('warmup'))
}

/** Envoy builds its table of a prime size below this (`source/extensions/load_balancing_policies/maglev`). */
const maglevLimit = 5000011

function* checkConsistentHash(hash: Field): Faults {
  if (!hash.isSet) return
  yield* checkCookie(hash.at('httpCookie'))
  const ring = hash.at('minimumRingSize')
  if (ring.number !== 0) {
    yield warn(ring, 'config-deprecated', { field: 'minimumRingSize', instead: 'ringHash' })
    if (hash.at('maglev').isSet || hash.at('ringHash').isSet)
      yield refuse(hash, 'config-exclusive', { fields: 'minimumRingSize, maglev, ringHash' })
  }
  const maglev = hash.at('maglev')
  if (!maglev.isSet) return
  const size = maglev.at('tableSize')
  if (size.number >= maglevLimit || !isPrime(size.number))
    yield refuse(size, 'config-maglev', { value: size.number, limit: maglevLimit })
}

function isPrime(size: number): boolean {
  if (size < 2 || !Number.isInteger(size)) return size === 1
  for (let factor = 2; factor * factor <= size; factor += 1) if (size % factor === 0) return false
  return true
}

function* checkCookie(cookie: Field): Faults {
  if (!cookie.isSet) return
  yield* checkAnyDuration(cookie.at('ttl'))
  if (cookie.at('name').text === '') yield refuse(cookie.at('name'), 'config-required', { field: 'name' })
  const names = new Set<string>()
  for (const attribute of cookie.at('attributes').items) {
    const name = attribute.at('name')
    if (name.text === '') yield refuse(name, 'config-required', { field: 'name' })
    else if (names.has(name.text)) yield refuse(name, 'config-duplicate', { value: name.text })
    names.add(name.text)
  }
}

function* checkWarmup(warmup: Field): Faults {
  if (!warmup.isSet) return
  if (!warmup.at('duration').isSet)
    yield refuse(warmup.at('duration'), 'config-required', { field: 'duration' })
  yield* checkDuration(warmup.at('duration'))
  const [least, aggression] = [warmup.at('minimumPercent'), warmup.at('aggression')]
  if (least.number > 100) yield refuse(least, 'config-percent', { value: least.number })
  if (aggression.isSet && aggression.number <= 0)
    yield refuse(aggression, 'config-positive', { value: aggression.number })
}
