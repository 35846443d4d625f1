import { expect, it } from 'vitest'
import type { ViewerAccess } from '#server/mesh/objects/access.ts'
import { judgePowersByAccess } from '#server/mesh/roles/judge-powers.ts'
import { buildAnonymousSession } from '#server/usecases/context.ts'
import { buildTrailCut } from '#server/usecases/stages/cut-trail.ts'

/** May list pods in these namespaces, and of `shop` nothing of authorization. */
function build(namespaces: readonly string[], seesAll: boolean) {
  const access: ViewerAccess = {
    viewer: 'eve',
    readOnly: true,
    may: (verb, kind, namespace) => {
      if (kind === 'Namespace') return seesAll
      if (verb !== 'list' || namespace === undefined || !namespaces.includes(namespace)) return false
      return !(kind === 'AuthorizationPolicy' && namespace === 'shop')
    },
  }
  return buildTrailCut(judgePowersByAccess(access), access, { session: buildAnonymousSession('s', 'eve') })
}

it.each([
  ['a namespace that is seen', { namespace: 'bookinfo' }, true],
  ['a namespace whose name alone is known', { namespace: 'closed' }, false],
  ["one's own question about it", { who: 'eve', namespace: 'closed' }, false],
  ['several, of which one is closed', { namespace: '', namespaces: ['bookinfo', 'closed'] }, false],
  ['a kind that may be listed there', { namespace: 'bookinfo', kind: 'AuthorizationPolicy' }, true],
  ['a kind that may not', { namespace: 'shop', kind: 'AuthorizationPolicy' }, false],
  ['the namespace itself', { namespace: 'shop', kind: 'Namespace' }, true],
  ['no namespace', { namespace: '' }, true],
])('a row of %s is told accordingly', (_name, row, expected) => {
  expect(build(['bookinfo', 'shop'], true)({ who: 'admin', ...row })).toBe(expected)
})

it('a row of no namespace is told to whom it is of, and to who may see the names of all', () => {
  const cut = build(['bookinfo'], false)
  expect([cut({ who: 'admin', namespace: '' }), cut({ who: 'eve', namespace: '' })]).toEqual([false, true])
  expect(cut({ who: '', namespace: '' })).toBe(false)
})
