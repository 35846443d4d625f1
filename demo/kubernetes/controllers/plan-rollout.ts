import { asRecord, readPath } from '#demo/kubernetes/fields/json.ts'

/** One ReplicaSet of a Deployment: the pods that it is asked for, those that it has, those of them that are ready. */
export interface RolloutSet {
  readonly replicas: number
  readonly pods: number
  readonly available: number
}

export interface Rollout {
  readonly wanted: number
  /** `spec.strategy` of the Deployment. */
  readonly strategy: unknown
  /** The set of the newest template, and the others from the oldest on. */
  readonly current: RolloutSet
  readonly old: readonly RolloutSet[]
}

/** What each set is to be asked for next. */
export interface RolloutStep {
  readonly current: number
  readonly old: readonly number[]
}

/**
 * The next step of a Deployment towards its template: new pods up to `maxSurge` above what is wanted, old ones gone as far
 * as `maxUnavailable` allows (kubernetes pkg/controller/deployment rolling.go and recreate.go). Steps follow each other as
 * pods become ready, until one changes nothing.
 */
export function planRollout({ wanted, strategy, current, old }: Rollout): RolloutStep {
  const keep: RolloutStep = { current: current.replicas, old: old.map(({ replicas }) => replicas) }
  const isAlone = old.every(({ replicas }) => replicas === 0)
  if (asRecord(strategy)['type'] === 'Recreate') {
    const isEmpty = isAlone && old.every(({ pods }) => pods === 0)
    return { current: isEmpty ? wanted : current.replicas, old: old.map(() => 0) }
  }
  if (isAlone || current.replicas > wanted) return { ...keep, current: wanted }
  const { surge, unavailable } = readBounds(strategy, wanted)
  const asked = sum([current, ...old], 'replicas')
  const room = wanted + surge - asked
  if (current.replicas < wanted && room > 0)
    return { ...keep, current: Math.min(wanted, current.replicas + room) }
  return { ...keep, old: shrinkOld(current, old, wanted - unavailable) }
}

/** Old pods that are not ready go first, for they serve nobody; then ready ones as far as enough others are. */
function shrinkOld(current: RolloutSet, old: readonly RolloutSet[], least: number): number[] {
  const starting = current.replicas - current.available
  let spare = Math.max(0, sum([current, ...old], 'replicas') - least - starting)
  const ailing = old.map(({ replicas, available }) => {
    const gone = Math.min(spare, Math.max(0, replicas - available))
    spare -= gone
    return replicas - gone
  })
  let ready = Math.max(0, Math.min(spare, sum([current, ...old], 'available') - least))
  return ailing.map((replicas) => {
    const gone = Math.min(ready, replicas)
    ready -= gone
    return replicas - gone
  })
}

const sum = (sets: readonly RolloutSet[], count: 'replicas' | 'available') =>
  sets.reduce((total, set) => total + set[count], 0)

/** A quarter each where nothing is said; shares of a pod count for surge and not for absence (deployment_util.go ResolveFenceposts). */
function readBounds(strategy: unknown, wanted: number): { surge: number; unavailable: number } {
  const read = (name: string, round: (value: number) => number) => {
    const given = readPath(strategy, ['rollingUpdate', name]) ?? '25%'
    return typeof given === 'number' ? given : round((Number.parseFloat(String(given)) / 100) * wanted)
  }
  const surge = read('maxSurge', Math.ceil)
  const unavailable = read('maxUnavailable', Math.floor)
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : Math.min(unavailable, wanted) }
}
