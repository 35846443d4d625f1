import { describe, expect, it } from 'vitest'
import { buildAmbientMtls } from '#server/mesh/mtls/build-ambient-mtls.ts'
import { buildSnapshotFromManifests } from '#server/mesh/objects/build-from-manifests.ts'

const workload = { namespace: 'shop', name: 'cart', labels: { app: 'cart' } }

interface Modes {
  readonly mesh?: string
  readonly namespace?: string
  readonly workload?: string
  /** Of port 8080. */
  readonly port?: string
  /** Writes `selector: {}` where none is meant. */
  readonly emptySelector?: true
}

function judge(modes: Modes) {
  const none = modes.emptySelector ? { selector: {} } : {}
  const manifest = (namespace: string, name: string, spec: object) => ({
    apiVersion: 'security.istio.io/v1',
    kind: 'PeerAuthentication',
    metadata: { namespace, name, creationTimestamp: '2026-01-01T00:00:00Z' },
    spec,
  })
  const own = {
    selector: { matchLabels: { app: 'cart' } },
    ...(modes.workload ? { mtls: { mode: modes.workload } } : {}),
    ...(modes.port ? { portLevelMtls: { 8080: { mode: modes.port } } } : {}),
  }
  const snapshot = buildSnapshotFromManifests({
    manifests: [
      ...(modes.mesh ? [manifest('istio-system', 'm', { ...none, mtls: { mode: modes.mesh } })] : []),
      ...(modes.namespace ? [manifest('shop', 'n', { ...none, mtls: { mode: modes.namespace } })] : []),
      ...(modes.workload || modes.port ? [manifest('shop', 'w', own)] : []),
    ],
  })
  return buildAmbientMtls(snapshot, workload)
}

const whole = ['istio-system/istio_converted_static_strict']
const ported = ['shop/converted_peer_authentication_w']

// istio pilot/pkg/serviceregistry/ambient/{authorization,policies}.go, ztunnel src/rbac.rs
describe('what ztunnel takes', () => {
  it.each<[string, Modes, readonly string[], boolean, boolean]>([
    ['plain text where nothing is set', {}, [], true, true],
    ['no plain text under STRICT', { mesh: 'STRICT' }, whole, false, false],
    [
      'plain text under DISABLE as under PERMISSIVE',
      { mesh: 'STRICT', namespace: 'DISABLE' },
      [],
      true,
      true,
    ],
    ['no plain text on a STRICT port alone', { workload: 'PERMISSIVE', port: 'STRICT' }, ported, false, true],
    [
      'plain text on the excepted port alone',
      { workload: 'STRICT', port: 'PERMISSIVE' },
      ported,
      true,
      false,
    ],
    ['a STRICT port under STRICT as STRICT', { workload: 'STRICT', port: 'STRICT' }, whole, false, false],
    [
      'an exception under an inherited STRICT',
      { namespace: 'STRICT', port: 'PERMISSIVE' },
      ported,
      true,
      false,
    ],
    [
      'no exception of DISABLE under an inherited STRICT',
      { namespace: 'STRICT', port: 'DISABLE' },
      whole,
      false,
      false,
    ],
    ['no root policy with an empty selector', { mesh: 'STRICT', emptySelector: true }, [], true, true],
  ])('%s', (_what, modes, attached, plainOn8080, plainOn9000) => {
    const mtls = judge(modes)
    expect([mtls.attached, mtls.notSent]).toEqual([attached, []])
    expect([mtls.allowsPlaintext(8080), mtls.allowsPlaintext(9000)]).toEqual([plainOn8080, plainOn9000])
    expect([mtls.allowsMtls(8080), mtls.allowsMtls(9000)]).toEqual([true, true])
  })

  it.each<[string, Modes]>([
    ['an UNSET namespace under a STRICT mesh', { mesh: 'STRICT', namespace: 'UNSET', port: 'PERMISSIVE' }],
    ['an empty selector object', { namespace: 'STRICT', port: 'PERMISSIVE', emptySelector: true }],
  ])(
    'fails open for the exception of a port beside %s: the policy is attached and never made',
    (_what, modes) => {
      const mtls = judge(modes)
      expect([mtls.attached, mtls.notSent]).toEqual([ported, ported])
      expect([mtls.allowsPlaintext(8080), mtls.allowsPlaintext(9000)]).toEqual([true, true])
    },
  )

  it.each(['PERMISSIVE', 'DISABLE'])(
    'fails open for a STRICT port of a %s workload under a STRICT mesh',
    (workload) => {
      const mtls = judge({ mesh: 'STRICT', workload, port: 'STRICT' })
      expect([mtls.attached, mtls.notSent, mtls.allowsPlaintext(8080)]).toEqual([ported, ported, true])
    },
  )

  it('holds that port where the namespace says otherwise than the mesh', () => {
    const mtls = judge({ mesh: 'STRICT', namespace: 'PERMISSIVE', workload: 'PERMISSIVE', port: 'STRICT' })
    expect([mtls.notSent, mtls.allowsPlaintext(8080)]).toEqual([[], false])
  })
})
