import { describe, expect, it } from 'vitest'
import { judgeMeshMtls } from '#server/mesh/mtls/judge-mesh-mtls.ts'
import type { NamespaceMtls } from '#server/mesh/mtls/judge-namespace-mtls.ts'

const namespace = (name: string, mode: NamespaceMtls['mode'], isEnforced = true) => ({
  namespace: name,
  mtls: { mode, from: 'mesh' as const, isEnforced, reasons: [] },
})

describe('the word for the whole mesh', () => {
  it.each([
    ['is that of all its namespaces', [namespace('a', 'STRICT'), namespace('b', 'STRICT')], true, 'STRICT'],
    ['is mixed where they differ', [namespace('a', 'STRICT'), namespace('b', 'PERMISSIVE')], true, 'mixed'],
    ['is mixed where one is', [namespace('a', 'mixed')], true, 'mixed'],
    [
      'leaves out what has no proxy',
      [namespace('a', 'STRICT'), namespace('kube-system', 'PERMISSIVE', false)],
      true,
      'STRICT',
    ],
    ['counts what has no proxy where nothing has', [namespace('a', 'PERMISSIVE', false)], true, 'PERMISSIVE'],
    ['is not guessed from a part', [namespace('a', 'STRICT')], false, 'unknown'],
    [
      'is not guessed where one is unknown',
      [namespace('a', 'STRICT'), namespace('b', 'unknown', false)],
      true,
      'unknown',
    ],
    [
      'is mixed where what is seen differs already',
      [namespace('a', 'STRICT'), namespace('b', 'DISABLE')],
      false,
      'mixed',
    ],
    ['is unknown where nothing is seen', [], true, 'unknown'],
  ] as const)('%s', (_what, judged, seesAll, mode) => {
    expect(judgeMeshMtls(judged, seesAll).mode).toBe(mode)
  })

  it('names the namespaces of each mode, and that something is not seen', () => {
    const { reasons } = judgeMeshMtls([namespace('a', 'STRICT'), namespace('b', 'DISABLE')], false)
    expect(reasons.map(({ code, params }) => [code, params['mode'], params['names']])).toEqual([
      ['mtls-mesh-some', 'STRICT', 'a'],
      ['mtls-mesh-some', 'DISABLE', 'b'],
      ['mtls-mesh-unseen', undefined, undefined],
    ])
  })
})
