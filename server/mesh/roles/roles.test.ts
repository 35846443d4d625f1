import { describe, expect, it } from 'vitest'
import { judgePowers } from '#server/mesh/roles/judge-powers.ts'
import { parseRoles } from '#server/mesh/roles/parse-roles.ts'
import { isProblem } from '#server/problem.ts'

const settings = parseRoles(
  JSON.stringify({
    grants: [
      { role: 'auditor', groups: ['mesh-auditors'] },
      { role: 'editor', users: ['ann'], groups: ['shop-team'], namespaces: ['shop', 'team-*'] },
      { role: 'admin', users: ['root'] },
      { role: 'admin', users: ['half'], namespaces: ['shop'] },
    ],
  }),
)
const judge = (name: string, ...groups: string[]) => judgePowers(settings, { name, groups })

describe('roles', () => {
  it.each([
    ['nobody known', judge('bob'), ['viewer'], [false, false, false], [false, false, false], false],
    [
      'by group',
      judge('eve', 'mesh-auditors'),
      ['auditor'],
      [false, false, false],
      [true, true, true],
      false,
    ],
    ['in namespaces', judge('ann'), ['editor'], [true, true, false], [false, false, false], false],
    [
      'of two grants',
      judge('ann', 'mesh-auditors'),
      ['editor', 'auditor'],
      [true, true, false],
      [true, true, true],
      false,
    ],
    ['everywhere', judge('root'), ['admin'], [true, true, true], [true, true, true], true],
    ['an admin of one', judge('half'), ['admin'], [true, false, false], [true, false, false], false],
    [
      'a name that is a group',
      judge('mesh-auditors'),
      ['viewer'],
      [false, false, false],
      [false, false, false],
      false,
    ],
  ] as const)('%s: what they give', (_name, powers, roles, writes, audits, isAdmin) => {
    const places = ['shop', 'team-a', '']
    expect(powers.roles).toEqual(roles)
    expect(places.map((place) => powers.mayWrite(place))).toEqual(writes)
    expect(places.map((place) => powers.mayAudit(place))).toEqual(audits)
    expect(powers.isAdmin).toBe(isAdmin)
  })

  it.each([
    ['no JSON', '{', ['']],
    ['a list', '[]', ['']],
    ['no grants', '{}', ['.grants']],
    ['an unknown role', '{"grants":[{"role":"root","users":["a"]}]}', ['.grants[0].role']],
    ['an unknown default', '{"default":"none","grants":[]}', ['.default']],
    ['a typing error', '{"grants":[{"role":"admin","user":["a"]}]}', ['.grants[0].user', '.grants[0]']],
    ['names of no list', '{"grants":[{"role":"admin","users":"a"}]}', ['.grants[0].users', '.grants[0]']],
    [
      'no namespace',
      '{"grants":[{"role":"editor","users":["a"],"namespaces":[]}]}',
      ['.grants[0].namespaces'],
    ],
  ])('with %s are refused by their place', (_name, text, paths) => {
    const told = (() => {
      try {
        return parseRoles(text)
      } catch (error) {
        return isProblem(error) ? error.issues?.map(({ path }) => path) : error
      }
    })()
    expect(told).toEqual(expect.arrayContaining(paths))
  })
})
