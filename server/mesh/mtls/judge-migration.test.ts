import { describe, expect, it } from 'vitest'
import { judgeMigration } from '#server/mesh/mtls/judge-migration.ts'
import type { ClientTlsGroup } from '#server/mesh/mtls/list-client-tls.ts'
import { listMtlsConflicts } from '#server/mesh/mtls/list-mtls-conflicts.ts'
import type { MtlsMode } from '#server/mesh/mtls/peer-authentication.ts'
import { buildSnapshotFromManifests } from '#server/mesh/objects/build-from-manifests.ts'
import { listWorkloads, type Workload } from '#server/mesh/objects/workloads.ts'

const week = 604_800
const client = (tls: ClientTlsGroup['tls'], rules: readonly string[] = ['shop/pay']): ClientTlsGroup => ({
  service: { namespace: 'shop', name: 'pay' },
  port: 80,
  targetPort: 8080,
  tls,
  rules,
  oddities: [],
  namespaces: [],
})
const judge = (mode: MtlsMode | 'unknown', facts: Partial<Parameters<typeof judgeMigration>[0]> = {}) => {
  const { state, why } = judgeMigration({
    mtls: { mode, isEnforced: true, from: 'default', reasons: [] },
    clients: [],
    plaintext: 0,
    knownSeconds: week,
    wantedSeconds: week,
    ...facts,
  })
  return [state, ...why.map(({ code }) => code)].join(' ')
}

describe('the way to STRICT is', () => {
  it.each<[string, string, string]>([
    ['at its end where it is STRICT', judge('STRICT', { plaintext: 3 }), 'strict'],
    ['free where nobody came in plaintext for a week', judge('PERMISSIVE'), 'ready mtls-migration-clean'],
    [
      'free as far as Prometheus remembers',
      judge('PERMISSIVE', { knownSeconds: 3_600 }),
      'ready mtls-migration-short',
    ],
    [
      'barred by whoever comes in plaintext',
      judge('PERMISSIVE', { plaintext: 2 }),
      'not-ready mtls-migration-plaintext',
    ],
    [
      'barred by a DestinationRule that turns mutual TLS off',
      judge('PERMISSIVE', { clients: [client('DISABLE')] }),
      'not-ready mtls-migration-rules',
    ],
    [
      'free for rules that use it',
      judge('DISABLE', { clients: [client('ISTIO_MUTUAL')] }),
      'ready mtls-migration-clean',
    ],
    [
      'not known without telemetry',
      judge('PERMISSIVE', { plaintext: undefined, knownSeconds: 0 }),
      'unknown mtls-migration-unseen',
    ],
    ['not known where policies are out of sight', judge('unknown'), 'unknown'],
  ])('%s', (_, told, expected) => {
    expect(told).toBe(expected)
  })
})

function workloadOf(annotations: Readonly<Record<string, string>>): Workload {
  const [workload] = listWorkloads(
    buildSnapshotFromManifests({
      manifests: [
        {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name: 'pay', namespace: 'shop', annotations },
          spec: { containers: [{ name: 'app', image: 'app' }] },
          status: { phase: 'Running' },
        },
      ],
    }),
  )
  if (!workload) throw new Error('no workload')
  return workload
}

describe('the sides of mutual TLS', () => {
  const sidecar = workloadOf({ 'sidecar.istio.io/status': '{}' })
  const conflicts = (
    mode: MtlsMode | undefined,
    clients: readonly ClientTlsGroup[],
    observed = { mutual: 0, plaintext: 0 },
    workload = sidecar,
  ) =>
    listMtlsConflicts({
      workload,
      takes: mode && { mode, reasons: [], ports: [] },
      clients,
      observed,
    }).map(({ code, params }) => `${code} ${params['flag'] ?? ''}`.trim())

  // istio.io "Understanding TLS Configuration"
  it.each<[string, readonly string[], readonly string[]]>([
    ['fit with auto mTLS', conflicts('STRICT', [client('AUTO', [])]), []],
    ['clash: plaintext to STRICT', conflicts('STRICT', [client('DISABLE')]), ['mtls-conflict-rule UC']],
    [
      'clash: mutual TLS to DISABLE',
      conflicts('DISABLE', [client('ISTIO_MUTUAL')]),
      ['mtls-conflict-rule UF'],
    ],
    [
      'clash without a rule, where auto mTLS is off',
      conflicts('STRICT', [client('DISABLE', [])]),
      ['mtls-conflict-client UC'],
    ],
    [
      'clash: mutual TLS to no proxy',
      conflicts(undefined, [client('ISTIO_MUTUAL')], undefined, workloadOf({})),
      ['mtls-conflict-rule UF'],
    ],
    ['are not judged where policies are out of sight', conflicts(undefined, [client('DISABLE')]), []],
    [
      'differ from what was seen',
      conflicts('STRICT', [], { mutual: 1, plaintext: 1 }),
      ['mtls-observed-plaintext'],
    ],
    ['take both where PERMISSIVE', conflicts('PERMISSIVE', [], { mutual: 1, plaintext: 1 }), []],
  ])('%s', (_, told, expected) => {
    expect(told).toEqual(expected)
  })
})
