import { expect, test } from 'vitest'
import { meshKinds } from '#server/mesh/objects/kinds.ts'
import { customKinds, findSchema } from '#server/mesh/schemas/custom-kinds.ts'

test('every served version of every kind has a structural schema with a spec', () => {
  const versions = customKinds.flatMap(({ group, kind, versions }) =>
    versions.map((version) => ({
      at: `${group}/${version.name} ${kind}`,
      schema: findSchema(group, version.name, kind),
    })),
  )
  expect(versions.length).toBeGreaterThan(40)
  expect(versions.filter(({ schema }) => schema?.type !== 'object').map(({ at }) => at)).toEqual([])
})

test('each kind is stored in exactly one version', () => {
  const stored = customKinds.map(({ kind, versions }) => [
    kind,
    versions.filter((each) => each.storage).length,
  ])
  expect(stored.filter(([, count]) => count !== 1)).toEqual([])
})

test('the kinds that the console reads are named as the CRDs name them', () => {
  const custom = Object.values(meshKinds).filter(
    ({ group }) => group.endsWith('istio.io') || group.startsWith('gateway.'),
  )
  const wrong = custom.filter((known) => {
    const versions: readonly string[] = known.versions
    const facts = customKinds.find(({ group, plural }) => group === known.group && plural === known.resource)
    const served = facts?.versions.filter((version) => version.served).map(({ name }) => name) ?? []
    return (
      (facts?.scope === 'Namespaced') !== known.namespaced ||
      !served.every((name) => versions.includes(name)) ||
      !served.includes(versions[0] ?? '')
    )
  })
  expect(custom.length).toBeGreaterThan(10)
  expect(wrong).toEqual([])
})

test('what no CRD defines has no schema', () => {
  expect(findSchema('apps', 'v1', 'Deployment')).toBeUndefined()
  expect(findSchema('networking.istio.io', 'v9', 'Gateway')).toBeUndefined()
})

test('bounds, enums and CEL rules are kept', () => {
  const text = JSON.stringify(findSchema('gateway.networking.k8s.io', 'v1', 'HTTPRoute'))
  for (const part of ['"enum":["Exact"', '"maxItems":16', 'x-kubernetes-validations', '"required":["spec"]'])
    expect(text).toContain(part)
})
