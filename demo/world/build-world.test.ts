import { X509Certificate } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { buildWorld } from '#demo/world/build-world.ts'
import { rootCertificate } from '#demo/world/certificates.ts'

const nowMs = Date.parse('2026-11-21T12:00:00Z')
const small = buildWorld({ seed: 1, nowMs })
const large = buildWorld({ seed: 1, workloads: 5_000, nowMs })

describe.each([
  ['built in', small],
  ['grown to 5,000', large],
])('the world %s', (_title, world) => {
  test('has every workload and service that a call names', () => {
    const workloads = new Set(world.workloads.map(({ namespace, name }) => `${namespace}/${name}`))
    const services = new Set(world.services.map(({ namespace, name }) => `${namespace}/${name}`))
    const hosts = new Set(
      world.manifests
        .filter(({ kind }) => kind === 'ServiceEntry')
        .flatMap(({ spec }) => (spec as { hosts: string[] }).hosts),
    )
    for (const { source, destination, service } of world.calls) {
      for (const end of [source, destination]) {
        if (end) expect(workloads).toContain(`${end.namespace}/${end.workload}`)
      }
      const known = services.has(`${service.namespace}/${service.name}`) || hosts.has(service.host)
      expect(known || service.namespace === 'unknown', service.host).toBe(true)
    }
  })

  test('gives every call outcomes whose shares add up to one, a believable rate, and a reporter of what is taken', () => {
    for (const call of world.calls) {
      const total = call.outcomes.reduce((sum, { share }) => sum + share, 0)
      expect(total).toBeCloseTo(1, 9)
      // A sidecar counts nothing of a connection that it has no filter chain for.
      const isRefused = call.outcomes.every(({ flags }) => flags === 'NR') && call.destination !== undefined
      expect(call.reporters.length > 0).toBe(!isRefused)
      expect(call.perSecond).toBeLessThanOrEqual(120)
      if (call.protocol !== 'tcp') expect(call.perSecond).toBeGreaterThanOrEqual(0.2)
    }
  })

  test('names each workload, service and manifest once', () => {
    const names = [
      ...world.workloads.map(({ namespace, name }) => `workload ${namespace}/${name}`),
      ...world.services.map(({ namespace, name }) => `service ${namespace}/${name}`),
      ...world.manifests.map(
        ({ apiVersion, kind, metadata }) => `${apiVersion} ${kind} ${metadata.namespace}/${metadata.name}`,
      ),
    ]
    expect(new Set(names).size).toBe(names.length)
  })

  test('declares the namespace of all that is in one', () => {
    const declared = new Set(world.namespaces.map(({ name }) => name))
    for (const { namespace } of [...world.workloads, ...world.services]) expect(declared).toContain(namespace)
  })
})

test('two worlds of one seed are equal, and of two seeds are not', () => {
  const build = (seed: number) => JSON.stringify(buildWorld({ seed, workloads: 300, nowMs }))
  expect(build(5)).toBe(build(5))
  expect(build(5)).not.toBe(build(6))
})

test('growth adds to the built-in mesh and changes nothing of it', () => {
  expect(large.workloads).toHaveLength(5_000)
  expect(large.workloads.slice(0, small.workloads.length)).toEqual(small.workloads)
  expect(large.calls.slice(0, small.calls.length)).toEqual(small.calls)
})

test('every grown namespace has 20 to 50 workloads, but for the last', () => {
  const sizes = Map.groupBy(
    large.workloads.filter(({ namespace }) => namespace.startsWith('team-')),
    ({ namespace }) => namespace,
  )
  const counts = [...sizes.values()].map((workloads) => workloads.length)
  expect(counts.slice(0, -1).every((count) => count >= 20 && count <= 50)).toBe(true)
})

test('the built-in mesh shows each fault that a console must tell', () => {
  const { calls, workloads } = small
  const some = (fits: (call: (typeof calls)[number]) => boolean) => calls.some(fits)
  const share = (call: (typeof calls)[number], fails: (code: string, grpc?: string) => boolean) =>
    call.outcomes
      .filter(({ code, grpcStatus }) => fails(code, grpcStatus))
      .reduce((sum, { share }) => sum + share, 0)
  expect(some((call) => Math.abs(share(call, (code) => code.startsWith('5')) - 0.08) < 1e-9)).toBe(true)
  expect(some((call) => share(call, (_code, grpc) => grpc !== undefined && grpc !== '0') > 0)).toBe(true)
  expect(some((call) => call.security === 'none' && call.reporters.includes('destination'))).toBe(true)
  expect(some((call) => call.outcomes.some(({ flags }) => flags === 'NC'))).toBe(true)
  expect(some((call) => call.service.name === 'PassthroughCluster')).toBe(true)
  expect(some((call) => call.service.name === 'BlackHoleCluster')).toBe(true)
  expect(some((call) => call.reporters.includes('waypoint'))).toBe(true)
  expect(some((call) => call.outcomes.some(({ flags }) => flags === 'DENY'))).toBe(true)
  expect(some((call) => call.outcomes.some(({ flags }) => flags === 'NR') && !!call.destination)).toBe(true)
  expect(some(({ source }) => source?.workload === 'istio-egressgateway')).toBe(true)
  expect(workloads.some(({ kind }) => kind === 'WorkloadEntry')).toBe(true)
  expect(workloads.some(({ proxySync }) => proxySync !== undefined)).toBe(true)
  expect(workloads.some(({ waitingReason, ready }) => waitingReason && ready === 0)).toBe(true)
  expect(workloads.some(({ replicas, ready }) => ready > 0 && ready < replicas)).toBe(true)
})

test('one gateway serves a certificate that has ended, another one that is good, and both are real ones', () => {
  const readCertificate = (name: string) => {
    const secret = small.manifests.find(({ kind, metadata }) => kind === 'Secret' && metadata.name === name)
    const { 'tls.crt': text = '' } = (secret?.['data'] ?? {}) as { 'tls.crt'?: string }
    return new X509Certificate(Buffer.from(text, 'base64'))
  }
  const servers = small.manifests
    .filter(({ kind, apiVersion }) => kind === 'Gateway' && apiVersion.startsWith('networking.istio.io'))
    .flatMap(
      ({ spec }) => (spec as { servers: { hosts: string[]; tls?: { credentialName?: string } }[] }).servers,
    )
  const ends = servers.flatMap(({ hosts, tls }) => {
    if (tls?.credentialName === undefined) return []
    const certificate = readCertificate(tls.credentialName)
    for (const host of hosts) expect(certificate.checkHost(host)).toBe(host)
    expect(certificate.verify(new X509Certificate(rootCertificate).publicKey)).toBe(true)
    return [Date.parse(certificate.validTo) > nowMs]
  })
  expect(ends.toSorted()).toEqual([false, true])
})
