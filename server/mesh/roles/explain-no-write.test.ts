import { describe, expect, it } from 'vitest'
import type { Verb } from '#server/mesh/objects/access.ts'
import type { MeshKind } from '#server/mesh/objects/kinds.ts'
import { explainNoVerb, explainNoWrite } from '#server/mesh/roles/explain-no-write.ts'
import { judgePowers } from '#server/mesh/roles/judge-powers.ts'
import { parseRoles } from '#server/mesh/roles/parse-roles.ts'

const settings = parseRoles(
  JSON.stringify({
    grants: [
      { role: 'auditor', users: ['eve'] },
      { role: 'editor', users: ['ann'], namespaces: ['shop'] },
      { role: 'admin', users: ['root'] },
    ],
  }),
)
const powersOf = (name: string) => judgePowers(settings, { name, groups: [] })
const everything = { readOnly: false, may: () => true }
const nothing = { readOnly: true, may: () => false }

describe('why nothing may be written', () => {
  it.each([
    ['where all is allowed', { viewOnly: false, powers: undefined }, everything, undefined],
    ['by an admin', { viewOnly: false, powers: powersOf('root') }, everything, undefined],
    ['by an editor of one namespace', { viewOnly: false, powers: powersOf('ann') }, everything, undefined],
    [
      'while the console is view only',
      { viewOnly: true, powers: powersOf('root') },
      everything,
      'may-not-view-only',
    ],
    ['by an auditor', { viewOnly: false, powers: powersOf('eve') }, everything, 'may-not-by-role'],
    ['by whom no grant names', { viewOnly: false, powers: powersOf('bob') }, nothing, 'may-not-by-role'],
    [
      'without a verb in the cluster',
      { viewOnly: false, powers: powersOf('root') },
      nothing,
      'may-not-anything',
    ],
  ] as const)('%s', (_name, rules, access, code) => {
    expect(explainNoWrite(rules, access)?.code).toBe(code)
  })

  it('names the strongest role of the person, and the verbs that the cluster does not give', () => {
    expect(explainNoWrite({ viewOnly: false, powers: powersOf('eve') }, everything)?.params).toEqual({
      role: 'auditor',
    })
    expect(explainNoWrite({ viewOnly: false, powers: undefined }, nothing)?.params).toEqual({
      verbs: 'create, update, patch, delete',
    })
  })
})

describe('why one object may not be changed', () => {
  const rules = (name: string | undefined, viewOnly = false) => ({
    viewOnly,
    powers: name === undefined ? undefined : powersOf(name),
  })
  const object = { verb: 'patch', kind: 'IstioGateway', namespace: 'shop' } as const
  /** Rights in one namespace alone; of the cluster none. */
  const within = (namespace: string) => ({
    may: (verb: Verb, _kind: MeshKind, place?: string) => verb !== 'delete' && place === namespace,
  })

  it.each([
    ['the setting first', rules('eve', true), nothing, object, 'may-not-view-only', {}],
    [
      'then a role that reaches nowhere',
      rules('eve'),
      nothing,
      object,
      'may-not-by-role',
      { role: 'auditor' },
    ],
    [
      'then a role that does not reach there',
      rules('ann'),
      nothing,
      { ...object, namespace: 'bookinfo' },
      'may-not-by-role-there',
      { role: 'editor', namespace: 'bookinfo' },
    ],
    [
      'what is of no namespace is not reached by a role of one',
      rules('ann'),
      everything,
      { verb: 'delete', kind: 'GatewayClass', namespace: '' },
      'may-not-by-role-there',
      { role: 'editor', namespace: 'none' },
    ],
    [
      'then the missing verb, of the kind in the cluster’s own word',
      rules('ann'),
      within('shop'),
      { ...object, verb: 'delete' },
      'may-not',
      { verb: 'delete', kind: 'Gateway', namespace: 'shop' },
    ],
    [
      'without roles the missing verb alone',
      rules(undefined),
      within('shop'),
      { verb: 'patch', kind: 'GatewayClass', namespace: '' },
      'may-not',
      { verb: 'patch', kind: 'GatewayClass', namespace: 'none' },
    ],
  ] as const)('%s', (_name, given, access, asked, code, params) => {
    expect(explainNoVerb(given, access, asked)).toEqual({ code, params })
  })

  it('says nothing of what may be changed', () => {
    expect(explainNoVerb(rules('ann'), within('shop'), object)).toBeUndefined()
    expect(explainNoVerb(rules(undefined), within('shop'), object)).toBeUndefined()
  })
})
