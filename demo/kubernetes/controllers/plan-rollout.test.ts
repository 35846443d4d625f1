import { expect, test } from 'vitest'
import { planRollout, type RolloutSet } from '#demo/kubernetes/controllers/plan-rollout.ts'

/** Asked for, of which so many are ready. */
const set = (replicas: number, available = replicas): RolloutSet => ({ replicas, pods: replicas, available })
const by = (maxSurge: unknown, maxUnavailable: unknown) => ({ rollingUpdate: { maxSurge, maxUnavailable } })
const recreate = { type: 'Recreate' }

const cases: readonly [string, number, unknown, RolloutSet, RolloutSet[], number, number[]][] = [
  ['scales at once where there is one set alone', 5, {}, set(2), [set(0)], 5, [0]],
  ['scales down at once too', 1, {}, set(4), [set(0)], 1, [0]],
  ['begins with as many new pods as the surge allows', 4, by(1, 0), set(0), [set(4)], 1, [4]],
  ['waits while the new pod is not ready', 4, by(1, 0), set(1, 0), [set(4)], 1, [4]],
  ['takes an old pod for a new one that is ready', 4, by(1, 0), set(1), [set(4)], 1, [3]],
  ['goes on with the next new pod', 4, by(1, 0), set(1), [set(3)], 2, [3]],
  ['ends with new pods alone', 4, by(1, 0), set(4), [set(1)], 4, [0]],
  ['without a surge begins by taking old ones', 4, by(0, 1), set(0), [set(4)], 0, [3]],
  ['and puts a new one in the place', 4, by(0, 1), set(0), [set(3)], 1, [3]],
  ['takes a quarter of each where nothing is said', 8, undefined, set(0), [set(8)], 2, [8]],
  ['which of one pod is one more and none less', 1, {}, set(0), [set(1)], 1, [1]],
  ['moves where neither surge nor absence is allowed', 2, by(0, 0), set(0), [set(2)], 0, [1]],
  ['takes old pods that never became ready', 2, by('50%', 0), set(1), [set(2, 0)], 1, [1]],
  ['takes of the oldest set first', 3, by(1, 1), set(1), [set(1), set(2)], 1, [0, 1]],
  ['recreates by taking all old ones', 3, recreate, set(0), [set(3)], 0, [0]],
  ['and waits until they have gone', 3, recreate, set(0), [{ replicas: 0, pods: 2, available: 0 }], 0, [0]],
  ['and then makes the new ones', 3, recreate, set(0), [set(0)], 3, [0]],
]
test.each(cases)('a rollout %s', (_name, wanted, strategy, current, old, nextCurrent, nextOld) => {
  expect(planRollout({ wanted, strategy, current, old })).toEqual({ current: nextCurrent, old: nextOld })
})

test.each([
  [1, {}],
  [7, {}],
  [10, by(3, 0)],
  [10, by(0, '30%')],
  [3, recreate],
])('of %d pods by %o always ends, and never serves by fewer than it may', (wanted, strategy) => {
  const least = strategy === recreate ? 0 : wanted - Math.floor(wanted * 0.3)
  let [current, old] = [set(0), set(wanted)]
  for (let step = 0; current.available < wanted || old.replicas > 0; step += 1) {
    expect(step).toBeLessThan(100)
    const next = planRollout({ wanted, strategy, current, old: [old] })
    // Old pods end at once; new ones are ready a step after they were asked for.
    current = { replicas: next.current, pods: next.current, available: current.replicas }
    old = set(next.old[0] ?? 0)
    expect(current.available + old.available).toBeGreaterThanOrEqual(least)
  }
})
