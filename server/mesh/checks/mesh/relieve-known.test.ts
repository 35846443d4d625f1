import { expect, it } from 'vitest'
import { diffValues } from '#server/mesh/changes/diff-values.ts'
import type { MeshFault } from '#server/mesh/checks/mesh/mesh-fault.ts'
import { relieveKnown } from '#server/mesh/checks/mesh/relieve-known.ts'

interface Route {
  readonly host: string
  readonly weight: number
}
const lost = 'lost.example.com'

/** A VirtualService whose routes to a host that nobody has are faults. */
const build = (...routes: readonly Route[]) => ({
  spec: { http: [{ route: routes.map(({ host, weight }) => ({ destination: { host }, weight })) }] },
})
const check = ({ spec }: ReturnType<typeof build>): readonly MeshFault[] =>
  spec.http.flatMap(({ route }) =>
    route.flatMap(({ destination }, at): MeshFault[] =>
      destination.host === 'cart'
        ? []
        : [
            {
              level: 'error',
              path: `spec.http[0].route[${at}].destination.host`,
              code: 'mesh-host-missing',
              params: { name: destination.host },
              analyzer: { code: 'IST0101', name: 'ReferencedResourceNotFound' },
            },
          ],
    ),
  )

const cart = (weight: number) => ({ host: 'cart', weight })
const broken = (weight: number, host = lost) => ({ host, weight })

it.each<[string, readonly Route[], readonly Route[], readonly string[]]>([
  ['brought by the change', [cart(100)], [cart(50), broken(50)], ['error']],
  ['there before, when traffic is taken off it', [cart(50), broken(50)], [cart(90), broken(10)], ['warning']],
  ['moved by what comes before it', [broken(100)], [cart(50), broken(100)], ['warning']],
  ['written anew in its very field', [broken(100)], [broken(100, 'other.example.com')], ['error']],
  ['repeated at a second place', [broken(100)], [broken(100), broken(50)], ['warning', 'error']],
  ['taken away', [cart(50), broken(50)], [cart(50)], []],
])('a fault that is %s is told so', (_what, before, after, levels) => {
  const [old, next] = [build(...before), build(...after)]
  const { faults, known } = relieveKnown(check(next), check(old), diffValues(old, next))
  expect(faults.map(({ level }) => level)).toEqual(levels)
  expect(known).toBe(levels.filter((level) => level === 'warning').length)
})

it('all faults of a new object stop it', () => {
  const next = build(broken(100))
  expect(relieveKnown(check(next), [], diffValues({}, next)).faults).toMatchObject([{ level: 'error' }])
})
