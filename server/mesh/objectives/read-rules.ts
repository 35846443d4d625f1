import { readSubject } from '#server/mesh/alerts/build-alerts.ts'
import type { Objective, RuleText } from '#server/mesh/objectives/types.ts'

type Labels = Readonly<Record<string, string>>

const unitSeconds: Readonly<Record<string, number>> = {
  s: 1,
  m: 60,
  h: 3_600,
  d: 86_400,
  w: 604_800,
  y: 31_536_000,
}

/** A window as the names of rules write it: `5m`, `1d`, `4w`, `1h30m`. Seconds; undefined for what is none. */
export function parseWindow(text: string): number | undefined {
  if (!/^(\d+[smhdwy])+$/.test(text)) return undefined
  let seconds = 0
  for (const [, count, unit] of text.matchAll(/(\d+)([smhdwy])/g))
    seconds += Number(count) * (unitSeconds[unit ?? ''] ?? 0)
  return seconds || undefined
}

/** Labels of the mesh that say of what an objective is, wherever a selector asks for one value of them. */
const selectorLabel =
  /\b((?:source|destination)_(?:workload|workload_namespace|service|service_name|service_namespace)|(?:exported_)?(?:namespace|workload|deployment|service|app))\s*=\s*"((?:[^"\\]|\\.)*)"/g

/**
 * What an objective is about: what its series' labels say, and else what its rules' selectors ask for. A label that is asked
 * for with several values says nothing.
 */
export function findSubject(labels: Labels, rules: readonly RuleText[]): Objective['about'] {
  const own = readSubject(labels)
  if (own && own.kind !== 'namespace') return own
  const asked = new Map<string, Set<string>>()
  for (const { query } of rules) {
    for (const [, label = '', value = ''] of query.matchAll(selectorLabel)) {
      const values = asked.get(label) ?? new Set()
      asked.set(label, values.add(value))
    }
  }
  const certain = [...asked].flatMap(([label, values]) =>
    values.size === 1 ? [[label, [...values][0] ?? ''] as const] : [],
  )
  return readSubject({ ...Object.fromEntries(certain), ...labels }) ?? own
}
