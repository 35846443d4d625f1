import { type ConfigFault, refuse, warn } from '#server/mesh/checks/config-fault.ts'
import type { Field } from '#server/mesh/checks/field.ts'

type Faults = Generator<ConfigFault>

const topologyLabels = [
  'topology.kubernetes.io/region',
  'topology.kubernetes.io/zone',
  'topology.istio.io/subzone',
]

/** ValidateLocalityLbSetting and ValidateZoneAwareLbSetting of istio `pkg/config/validation/agent/validation.go` (1.31). */
export function* checkLocalitySettings(
  settings: Field,
  { hasOutlier, zoneAware }: { readonly hasOutlier: boolean; readonly zoneAware?: true },
): Faults {
  if (!settings.isSet) return
  const [distribute, failover, priority] = ['distribute', 'failover', 'failoverPriority'].map((name) =>
    settings.at(name),
  )
  if (!distribute || !failover || !priority) return
  if (distribute.items.length > 0 && failover.items.length > 0) {
    yield refuse(settings, 'config-exclusive', { fields: 'distribute, failover' })
    return
  }
  for (const item of priority.items)
    if ((zoneAware || failover.items.length > 0) && topologyLabels.includes(item.text))
      yield refuse(item, 'config-failover-topology', { value: item.text })
  for (const item of distribute.items) yield* checkShares(item.at('to'))
  yield* checkLocalities(
    distribute.items.map((item) => item.at('from')),
    ({ text }) => text,
  )
  if (failover.items.length + priority.items.length > 0 && !hasOutlier)
    yield warn(settings, 'config-failover-outlier')
  for (const item of failover.items) yield* checkFailover(item)
}

/** Shares of 1 to 100 that add up to 100, of places that do not hold one another. */
function* checkShares(to: Field): Faults {
  for (const share of to.entries)
    if (share.number <= 0 || share.number > 100)
      yield refuse(share, 'config-percent', { value: share.number })
  const sum = to.entries.reduce((total, { number }) => total + number, 0)
  if (sum !== 100) yield refuse(to, 'config-locality-sum', { value: sum })
  yield* checkLocalities(to.entries, ({ key }) => key)
}

function* checkFailover(failover: Field): Faults {
  const [from, to] = [failover.at('from'), failover.at('to')]
  if (from.text === to.text) yield refuse(failover, 'config-failover-same', { value: from.text })
  for (const region of [from, to])
    if (/[/*]/.test(region.text)) yield refuse(region, 'config-failover-region', { value: region.text })
}

/** `region/zone/subzone` with a star at the end at most; none may lie within another (validateLocalities). */
function* checkLocalities(fields: readonly Field[], read: (field: Field) => string): Faults {
  const seen: (readonly string[])[] = []
  for (const field of fields) {
    const text = read(field)
    const star = text.indexOf('*')
    const parts = splitLocality(text)
    if ((star >= 0 && star !== text.length - 1) || parts.includes('')) {
      yield refuse(field, 'config-locality', { value: text })
      return
    }
    const isOpen = parts.at(-1) === '*'
    const shown = isOpen ? parts.slice(0, -1) : parts
    // An open one may come after what it holds, not before.
    if (seen.some((other) => isWithin(shown, other) || (!isOpen && isWithin(other, shown)))) {
      yield refuse(field, 'config-locality-overlap', { value: text })
      return
    }
    seen.push(shown)
  }
}

/** Everything after the second slash is the subzone. */
function splitLocality(text: string): readonly string[] {
  const [region = '', zone, ...rest] = text.split('/')
  if (zone === undefined) return [region]
  return rest.length === 0 ? [region, zone] : [region, zone, rest.join('/')]
}

function isWithin(inner: readonly string[], outer: readonly string[]): boolean {
  return outer.every((part, index) => inner[index] === part)
}
