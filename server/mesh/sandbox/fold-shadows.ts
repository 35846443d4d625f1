export interface ShadowSample {
  readonly metric: Readonly<Record<string, string>>
  readonly value: number
}

export interface ShadowCounts {
  readonly allowed: number
  readonly denied: number
}

/**
 * What was counted between two moments by pod and action: `namespace/pod allow`. A counter that is lower at the end has
 * begun anew in between, and what it shows then is all that is known.
 */
export function foldShadows(
  begin: readonly ShadowSample[],
  end: readonly ShadowSample[],
): ReadonlyMap<string, ShadowCounts> {
  const before = new Map(begin.map(({ metric, value }) => [nameSample(metric), value]))
  const counts = new Map<string, ShadowCounts>()
  for (const { metric, value } of end) {
    if (!Number.isFinite(value)) continue
    const result = metric['authz_dry_run_result'] === 'denied' ? 'denied' : 'allowed'
    const { namespace = '', pod = '', authz_dry_run_action: action = '' } = metric
    const key = nameShadow({ namespace, pod, action })
    const first = before.get(nameSample(metric)) ?? 0
    const known = counts.get(key) ?? { allowed: 0, denied: 0 }
    counts.set(key, { ...known, [result]: known[result] + (value >= first ? value - first : value) })
  }
  return counts
}

export function nameShadow({
  namespace,
  pod,
  action,
}: {
  readonly namespace: string
  readonly pod: string
  readonly action: string
}): string {
  return `${namespace}/${pod} ${action}`
}

function nameSample(metric: ShadowSample['metric']): string {
  return JSON.stringify([
    metric['namespace'],
    metric['pod'],
    metric['authz_dry_run_action'],
    metric['authz_dry_run_result'],
  ])
}
