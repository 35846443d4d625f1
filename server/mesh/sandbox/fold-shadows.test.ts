import { expect, it } from 'vitest'
import { foldShadows, type ShadowSample } from '#server/mesh/sandbox/fold-shadows.ts'

const sample = (value: number, result = 'denied', action = 'allow'): ShadowSample => ({
  metric: { namespace: 'shop', pod: 'cart-1', authz_dry_run_action: action, authz_dry_run_result: result },
  value,
})

it.each<[string, readonly ShadowSample[], readonly ShadowSample[], object]>([
  [
    'what was counted in between',
    [sample(10)],
    [sample(25), sample(5, 'allowed')],
    { denied: 15, allowed: 5 },
  ],
  ['all of a counter that began in between', [], [sample(7)], { denied: 7, allowed: 0 }],
  ['all of a counter that began anew', [sample(100)], [sample(3)], { denied: 3, allowed: 0 }],
  ['nothing of a counter that stands still', [sample(4)], [sample(4)], { denied: 0, allowed: 0 }],
])('%s', (_what, begin, end, counts) => {
  expect(foldShadows(begin, end).get('shop/cart-1 allow')).toEqual(counts)
})

it('keeps actions apart', () => {
  const counts = foldShadows([], [sample(1), sample(2, 'denied', 'deny')])
  expect([...counts.keys()]).toEqual(['shop/cart-1 allow', 'shop/cart-1 deny'])
})
