import { describe, expect, it } from 'vitest'
import { chooseMeshRoots, explainRoots } from '#server/mesh/certificates/compare-roots.ts'
import { type CertificateRole, judgeLife } from '#server/mesh/certificates/judge-life.ts'
import { formatIdentity, parseIdentity } from '#server/mesh/certificates/parse-identity.ts'
import type { CertificateFacts } from '#server/mesh/objects/certificate.ts'

const nowMs = Date.UTC(2026, 10, 21)
const day = 86_400_000
const root = (name: string): CertificateFacts => ({
  ...{ subject: name, issuer: name, serial: '1', uris: [], dnsNames: [], isAuthority: true },
  fingerprint: `${name}:${'0'.repeat(32)}`,
  notBeforeMs: 0,
  notAfterMs: nowMs + day,
})

// istio.io `pilot-agent`, SECRET_GRACE_PERIOD_RATIO; ztunnel `src/identity/manager.rs`: renewed when half has passed.
describe('how far a certificate is in its life', () => {
  it.each<[string, number | undefined, number, CertificateRole, string]>([
    ['one of a day, fresh', -1, 23, 'workload', 'valid'],
    ['when half has passed, and it is just being renewed', -12.5, 11.5, 'workload', 'valid'],
    ['when less is left than was due', -16, 8, 'workload', 'overdue'],
    ['of which only the end is known', undefined, 1, 'workload', 'valid'],
    ['which ends now', -24, 0, 'workload', 'expired'],
    ['which begins later', 1, 25, 'workload', 'not-yet'],
    ['a root with a month to go', -24_000, 31 * 24, 'root', 'valid'],
    ['a root with less', -24_000, 29 * 24, 'root', 'ending'],
    ['an intermediate with less', -24_000, 1, 'intermediate', 'ending'],
    ['one that a gateway serves', -24_000, 24, 'served', 'ending'],
    ['a root that has ended', -24_000, -1, 'root', 'expired'],
  ])('%s', (_, beganHours, leftHours, role, state) => {
    const life = {
      notBeforeMs: beganHours === undefined ? undefined : nowMs + beganHours * 3_600_000,
      notAfterMs: nowMs + leftHours * 3_600_000,
    }
    const judged = judgeLife(life, role, nowMs)
    expect(judged.state).toBe(state)
    expect(judged.reasons.length > 0).toBe(state !== 'valid')
  })
})

// istio `pilot/pkg/serviceregistry/kube/controller/namespacecontroller.go`: the ConfigMap istio-ca-root-cert.
describe('whom proxies trust', () => {
  const [a, b, c] = [root('a'), root('b'), root('c')]
  it.each<
    [
      string,
      readonly CertificateFacts[],
      readonly (readonly CertificateFacts[])[],
      readonly CertificateFacts[],
    ]
  >([
    ['what istiod hands out', [a], [[b], [b]], [a]],
    ['what most hold, where istiod does not tell', [], [[a], [b], [b], []], [b]],
    ['the same roots in another order', [], [[a, b], [b, a], [c]], [a, b]],
    ['nobody, where nobody tells', [], [[], []], []],
  ])('is %s', (_, handedOut, held, roots) => {
    expect(chooseMeshRoots(handedOut, held)).toEqual(roots)
  })

  it.each<[string, readonly CertificateFacts[], readonly CertificateFacts[], readonly string[]]>([
    ['the mesh’s', [a], [a], []],
    ['a foreign one alone', [c], [a], ['certificate-root-lacking', 'certificate-root-other']],
    ['one too many', [a, c], [a], ['certificate-root-other']],
    ['one too few', [a], [a, b], ['certificate-root-lacking']],
    ['what is not told', [], [a], []],
  ])('of a proxy that trusts %s', (_, own, mesh, codes) => {
    expect(explainRoots(own, mesh).map(({ code }) => code)).toEqual(codes)
  })
})

// istio `pkg/spiffe/spiffe.go`, ParseIdentity and genSpiffeURI.
describe('a SPIFFE identity', () => {
  it.each([
    ['spiffe://cluster.local/ns/shop/sa/cart', 'cluster.local shop cart'],
    ['spiffe://td.example/ns/a/sa/b', 'td.example a b'],
    ['spiffe://cluster.local/ns/shop/sa/cart/more', undefined],
    ['spiffe://cluster.local/sa/cart/ns/shop', undefined],
    ['cluster.local/ns/shop/sa/cart', undefined],
    ['spiffe:///ns/shop/sa/cart', undefined],
    ['https://cluster.local/ns/shop/sa/cart', undefined],
    ['', undefined],
  ])('%j is %s', (uri, parts) => {
    const found = parseIdentity(uri)
    expect(found && `${found.trustDomain} ${found.namespace} ${found.serviceAccount}`).toBe(parts)
    if (found) expect(formatIdentity(found)).toBe(uri)
  })
})
