import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { createLivingMesh } from '#demo/world/reaction/living-mesh.ts'
import type { World, WorldCall } from '#demo/world/types.ts'
import { buildSnapshotFromManifests } from '#server/mesh/objects/build-from-manifests.ts'
import { defaultMeshConfig, parseMeshConfig } from '#server/mesh/objects/mesh-config.ts'
import type { RawObject } from '#server/mesh/objects/prune/raw-object.ts'
import { buildNamespace, buildPod, buildService } from '#tools/verdicts/case-objects.ts'
import { caseSchema, parseManifests } from '#tools/verdicts/load-case.ts'

/**
 * The demo's traffic against the verdicts of Istio's own code: each case's cluster is a small world with one client that
 * keeps calling; the case's configuration is applied to it, and the calls must become what the verdict says.
 */
const folder = join(import.meta.dirname, '../../../shared/cases')
const isThere = existsSync(folder)

type Case = z.infer<typeof caseSchema>
type Question = NonNullable<WorldCall['request']>

function readCases<Schema extends z.ZodMiniType>(table: string, schema: Schema): z.output<Schema>[] {
  return isThere ? z.array(schema).parse(JSON.parse(readFileSync(join(folder, `${table}.json`), 'utf8'))) : []
}

interface Setting {
  readonly of: Case
  readonly client: { readonly namespace: string; readonly name: string; readonly plain?: boolean }
  readonly call: Pick<WorldCall, 'service' | 'protocol' | 'request'>
  readonly more?: readonly RawObject[]
}

/** The calls of the client under the case's configuration, as shares of what it asks. */
function follow({ of, client, call, more = [] }: Setting): readonly WorldCall[] {
  const cluster: RawObject[] = [
    ...of.namespaces.map(buildNamespace),
    ...of.services.map(buildService),
    ...of.workloads.map((workload) => buildPod(workload)),
    ...more,
  ]
  const first: WorldCall = {
    source: { namespace: client.namespace, workload: client.name },
    perSecond: 1,
    outcomes: [{ code: '200', flags: '-', share: 1 }],
    latencyMs: { median: 1, p95: 2 },
    requestBytes: 1,
    responseBytes: 1,
    security: 'mutual_tls',
    reporters: client.plain ? ['destination'] : ['source', 'destination'],
    ...call,
  }
  const world: World = {
    seed: 1,
    cluster: 'Kubernetes',
    trustDomain: 'cluster.local',
    startMs: 0,
    namespaces: [],
    workloads: [],
    services: [],
    calls: [first],
    manifests: [],
  }
  const root = of.meshConfig?.['rootNamespace']
  const build = (manifests: RawObject[]) =>
    buildSnapshotFromManifests({ manifests, ...(typeof root === 'string' ? { rootNamespace: root } : {}) })
  // Before, there is no service for a proxy to know: whatever the verdict says of one is a change.
  const before = build(cluster.filter(({ kind }) => client.plain || kind !== 'Service'))
  const mesh = createLivingMesh(world, { snapshot: before, meshConfig: defaultMeshConfig })
  return mesh.readCalls(build([...cluster, ...parseManifests(of.istio)]), parseMeshConfig(of.meshConfig))
}

/** A pod of each version behind every service: all endpoints carry sidecars, as the cases' README says. */
function backends(of: Case): RawObject[] {
  return of.services.flatMap(({ name, namespace, selector }) =>
    ['v1', 'v2', 'v3'].map((version) =>
      buildPod({
        name: `${name}-${version}`,
        namespace,
        labels: { ...selector, version },
        serviceAccount: 'default',
      }),
    ),
  )
}

const routeCase = z.object({
  ...caseSchema.shape,
  client: z.object({ namespace: z.string(), name: z.string() }),
  question: z.object({
    via: z.string(),
    port: z.number(),
    request: z.object({
      method: z.string(),
      scheme: z.string(),
      path: z.string(),
      host: z.string(),
      headers: z.record(z.string(), z.string()),
    }),
  }),
  verdict: z.object({
    outcome: z.string(),
    destinations: z.nullable(
      z.array(
        z.object({
          host: z.string(),
          weight: z.nullable(z.number()),
          clusterExists: z.boolean(),
        }),
      ),
    ),
    directResponse: z.optional(z.nullable(z.object({ status: z.number() }))),
    redirect: z.optional(z.nullable(z.object({ code: z.number() }))),
    fault: z.optional(z.nullable(z.looseObject({}))),
  }),
})

const routes = readCases('virtual-service', routeCase).filter(
  ({ question, verdict, istio }) =>
    question.via === 'mesh' && !verdict.fault && !istio.includes('kind: "ServiceEntry"'),
)

describe.runIf(isThere)(`a VirtualService sends the demo's requests where Istio sends them`, () => {
  test.each(routes.map((of) => [of.id, of] as const))('%s', (_id, of) => {
    const { request, port } = of.question
    const host = request.host.replace(/:\d+$/, '')
    const service = of.services.find(({ name, namespace }) =>
      [
        name,
        `${name}.${namespace}`,
        `${name}.${namespace}.svc`,
        `${name}.${namespace}.svc.cluster.local`,
      ].includes(host),
    )
    const asked: Question = { ...request, port }
    const calls = follow({
      of,
      client: of.client,
      call: {
        service: { host, name: service?.name ?? host, namespace: service?.namespace ?? of.client.namespace },
        protocol: 'http',
        request: asked,
      },
      more: backends(of),
    })
    // Each request is told by its client, but those that are mirrored.
    const told = calls.filter(({ reporters }) => reporters.includes('source'))
    const { outcome, destinations } = of.verdict
    if (outcome === 'route') {
      const total = destinations?.reduce((sum, { weight }) => sum + (weight ?? 1), 0) ?? 1
      for (const destination of destinations ?? []) {
        const expected = destination.clusterExists
          ? told.filter((call) => call.destination && call.service.host === destination.host)
          : told.filter(({ outcomes }) => outcomes[0]?.flags === 'NC')
        const alike = (destinations ?? []).filter(
          (other) =>
            other.clusterExists === destination.clusterExists &&
            (!other.clusterExists || other.host === destination.host),
        )
        const share = alike.reduce((sum, { weight }) => sum + (weight ?? 1), 0) / total
        expect(sumPace(expected)).toBeCloseTo(share, 3)
      }
      return
    }
    const code = {
      redirect: String(of.verdict.redirect?.code || 301),
      'direct-response': String(of.verdict.directResponse?.status),
      'not-found': '404',
      passthrough: '200',
      blackhole: '502',
      'https-redirect': '301',
    }[outcome]
    expect(told.map(({ outcomes }) => outcomes[0]?.code)).toEqual([code])
  })
})

function sumPace(calls: readonly WorldCall[]): number {
  return calls.reduce((sum, { perSecond }) => sum + perSecond, 0)
}

const policyCase = z.object({
  ...caseSchema.shape,
  workload: z.object({ namespace: z.string(), name: z.string() }),
  request: z.looseObject({
    protocol: z.enum(['http', 'tcp']),
    source: z.object({
      principal: z.nullable(z.string()),
      namespace: z.optional(z.nullable(z.string())),
      ip: z.string(),
      remoteIp: z.string(),
    }),
    destinationIp: z.string(),
    destinationPort: z.number(),
    method: z.optional(z.nullable(z.string())),
    path: z.optional(z.nullable(z.string())),
    host: z.optional(z.nullable(z.string())),
    headers: z.optional(z.nullable(z.record(z.string(), z.string()))),
    jwt: z.optional(z.nullable(z.looseObject({}))),
    sni: z.optional(z.nullable(z.string())),
  }),
  verdict: z.looseObject({ decision: z.enum(['ALLOW', 'DENY']) }),
})

/** What a client of the demo can be: no tokens, no proxies before it, a name of its own cluster. */
const policies = readCases('authorization', policyCase).filter(
  ({ request, istio, meshConfig }) =>
    request.protocol === 'http' &&
    request.jwt === null &&
    // Behind a proxy the route is found by the service's own name, so what the client wrote is not told on.
    (request.source.principal === null || !/hosts|notHosts/.test(istio)) &&
    meshConfig === null &&
    request.source.ip === request.source.remoteIp &&
    !istio.includes('connection.sni') &&
    !istio.includes('kind: "RequestAuthentication"') &&
    (request.source.principal === null ||
      /^cluster\.local\/ns\/[^/]+\/sa\/[^/]+$/.test(request.source.principal)),
)

describe.runIf(isThere)(`an AuthorizationPolicy lets the demo's requests pass as Istio lets them`, () => {
  test.each(policies.map((of) => [of.id, of] as const))('%s', (_id, of) => {
    const { source, destinationPort, destinationIp } = of.request
    const { method, path, host } = of.request
    const target = of.workloads.find(
      ({ name, namespace }) => name === of.workload.name && namespace === of.workload.namespace,
    )
    const [, namespace = source.namespace ?? 'outside', account = 'default'] =
      /ns\/([^/]+)\/sa\/([^/]+)$/.exec(source.principal ?? '') ?? []
    const plain = source.principal === null
    const service = { name: 'asked', namespace: of.workload.namespace }
    const shown = `asked.${service.namespace}.svc.cluster.local`
    const calls = follow({
      of: {
        ...of,
        workloads: of.workloads.filter((one) => one !== target),
        services: [
          {
            ...service,
            ports: [{ name: 'http', port: destinationPort, targetPort: destinationPort }],
            selector: { 'asked-for': 'yes' },
          },
        ],
      },
      client: { namespace, name: 'caller', plain },
      call: {
        service: { host: shown, ...service },
        protocol: 'http',
        request: {
          method: method ?? 'GET',
          path: path ?? '/',
          port: destinationPort,
          // Policies read what the client wrote; the route is found by the service's own name.
          host: plain ? (host ?? '') : `${shown}:${destinationPort}`,
          headers: of.request.headers ?? {},
        },
      },
      more: [
        buildPod(
          { name: 'caller', namespace, labels: {}, serviceAccount: account },
          { ip: source.ip, dataPlane: plain ? 'none' : 'sidecar' },
        ),
        ...(target
          ? [buildPod({ ...target, labels: { ...target.labels, 'asked-for': 'yes' } }, { ip: destinationIp })]
          : []),
      ],
    })
    const codes = calls
      .filter(({ reporters }) => reporters.includes('destination'))
      .map(({ outcomes }) => outcomes[0]?.code)
    expect(codes).toEqual([of.verdict.decision === 'DENY' ? '403' : '200'])
  })
})

const mtlsCase = z.object({
  ...caseSchema.shape,
  dataPlane: z.string(),
  workload: z.object({ namespace: z.string(), name: z.string() }),
  ports: z.array(z.number()),
  verdict: z.looseObject({
    ports: z.optional(z.record(z.string(), z.looseObject({ mode: z.string() }))),
  }),
})

const findTarget = ({ workload, workloads }: z.infer<typeof mtlsCase>) =>
  workloads.find(({ name, namespace }) => name === workload.name && namespace === workload.namespace)

const modes = readCases('mtls', mtlsCase).filter((of) => {
  const target = findTarget(of)
  return of.dataPlane === 'sidecar' && target !== undefined && target.kind !== 'gateway'
})

describe.runIf(isThere)(`a PeerAuthentication lets a client in plain text through where Istio does`, () => {
  test.each(modes.map((of) => [of.id, of] as const))('%s', (_id, of) => {
    const target = findTarget(of)
    if (!target) throw new Error(`${of.id} has no workload to ask about`)
    for (const port of of.ports) {
      const service = { name: 'asked', namespace: target.namespace }
      const calls = follow({
        of: {
          ...of,
          workloads: of.workloads.filter((one) => one !== target),
          services: [
            {
              ...service,
              ports: [{ name: 'http', port, targetPort: port }],
              selector: { 'asked-for': 'yes' },
            },
          ],
        },
        client: { namespace: 'outside', name: 'caller', plain: true },
        call: {
          service: { host: `asked.${service.namespace}.svc.cluster.local`, ...service },
          protocol: 'http',
          request: { method: 'GET', path: '/', port, headers: {} },
        },
        more: [
          buildPod(
            { name: 'caller', namespace: 'outside', labels: {}, serviceAccount: 'default' },
            { dataPlane: 'none' },
          ),
          buildPod({ ...target, labels: { ...target.labels, 'asked-for': 'yes' } }),
        ],
      })
      expect(calls.length > 0).toBe(of.verdict.ports?.[port]?.mode !== 'STRICT')
    }
  })
})

const ruleCase = z.object({
  ...caseSchema.shape,
  client: z.object({ namespace: z.string(), name: z.string() }),
  question: z.object({ host: z.string(), port: z.number(), subset: z.string() }),
  verdict: z.looseObject({ clusterExists: z.boolean(), tlsMode: z.nullable(z.string()) }),
})

/** A subset is asked for by a VirtualService alone; the namespaces' own STRICT modes are another table's. */
const rules = readCases('destination-rule', ruleCase).filter(
  ({ question, istio, services, workloads, client }) =>
    question.subset === '' &&
    !workloads.some(({ name, kind }) => name === client.name && kind === 'gateway') &&
    !/kind: "(VirtualService|ServiceEntry|PeerAuthentication|Sidecar)"/.test(istio) &&
    services.some(({ name, namespace }) => question.host === `${name}.${namespace}.svc.cluster.local`),
)

describe.runIf(isThere)(`a DestinationRule secures the demo's requests as Istio does`, () => {
  test.each(rules.map((of) => [of.id, of] as const))('%s', (_id, of) => {
    const { host, port } = of.question
    const [name = '', namespace = ''] = host.split('.')
    const service = of.services.find((one) => one.name === name && one.namespace === namespace)
    const isTcp = service?.ports.find((one) => one.port === port)?.name.startsWith('tcp')
    const calls = follow({
      of,
      client: of.client,
      call: {
        service: { host, name, namespace },
        protocol: isTcp ? 'tcp' : 'http',
        request: { method: 'GET', path: '/', port, headers: {} },
      },
      more: backends(of),
    })
    const { clusterExists, tlsMode } = of.verdict
    if (!clusterExists)
      return expect(new Set(calls.map(({ outcomes }) => outcomes[0]?.code))).toEqual(new Set(['503']))
    const isForeign = tlsMode === 'SIMPLE' || tlsMode === 'MUTUAL'
    const told = new Set(calls.map(({ security, outcomes }) => `${security} ${outcomes[0]?.flags}`))
    expect(told).toEqual(new Set([tlsMode === 'DISABLE' ? 'none -' : isForeign ? 'none UF' : 'mutual_tls -']))
  })
})

test('enough of each table is such as the demo can have', () => {
  for (const cases of [routes, policies, modes, rules]) expect(cases.length >= 20).toBe(isThere)
})
