import { describe, expect, it } from 'vitest'
import { issueChain, readAuthority } from '#demo/proxies/authority.ts'
import { parseCertificates } from '#server/adapters/kubernetes/certificates/parse-certificates.ts'
import {
  parseEnvoySecrets,
  parseZtunnelSecrets,
} from '#server/adapters/kubernetes/certificates/parse-dumps.ts'

const identity = 'spiffe://cluster.local/ns/shop/sa/cart'
const times = { notBeforeMs: Date.UTC(2026, 0, 1), notAfterMs: Date.UTC(2026, 0, 2) }
const [leaf = '', intermediate = ''] = issueChain('test', identity, times)
const { root, oldRoot } = readAuthority()
const base64 = (text: string) => Buffer.from(text).toString('base64')
const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'

// RFC 7468 (PEM), RFC 5280 (names and times), RFC 6818; nodejs.org "Class: X509Certificate".
describe('certificates of a PEM text', () => {
  it('come in their order, with their names, their life and what they may sign', () => {
    const [own, signer] = parseCertificates(`${leaf}${intermediate}`)
    expect(own).toMatchObject({ subject: '', uris: [identity], dnsNames: [], isAuthority: false, ...times })
    expect(own?.issuer).toBe(signer?.subject)
    expect(signer).toMatchObject({
      subject: 'O=cluster.local, CN=Intermediate CA',
      isAuthority: true,
      uris: [],
    })
    expect(own?.fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/)
  })

  it.each([
    ['nothing', '', 0],
    ['a text that is none', 'certificate', 0],
    ['a key', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n', 0],
    ['a broken one', broken, 0],
    ['a good one beside a broken one', `${broken}${leaf}`, 1],
    ['one that is cut off', leaf.slice(0, -30), 0],
    ['words between them', `# root\n${leaf}\n# next\n${root}`, 2],
    ['a bundle of more than fifty', root.repeat(60), 50],
    ['a block that is longer than any certificate', leaf.replace(/\n/, `\n${'A'.repeat(40_000)}\n`), 0],
  ])('%s', (_, pem, count) => {
    expect(parseCertificates(pem)).toHaveLength(count)
  })

  it('takes no second name out of a name with commas', () => {
    const [one] = parseCertificates(issueChain('odd', 'spiffe://a, DNS:evil/ns/b/sa/c', times)[0] ?? '')
    expect(one).toMatchObject({ uris: ['spiffe://a, DNS:evil/ns/b/sa/c'], dnsNames: [] })
  })
})

// envoy.admin.v3.SecretsConfigDump; envoyproxy.io "Admin", /config_dump?resource=dynamic_active_secrets.
describe('the secrets of a proxy of Envoy', () => {
  const dump = (...configs: readonly object[]) => JSON.stringify({ configs })
  const chain = { tls_certificate: { certificate_chain: { inline_bytes: base64(`${leaf}${intermediate}`) } } }
  const trusted = (pem: string) => ({ trusted_ca: { inline_bytes: base64(pem) } })

  it.each<[string, string, readonly (readonly [name: string, chain: number, roots: number])[]]>([
    ['a workload’s own', dump({ name: 'default', secret: chain }), [['default', 2, 0]]],
    [
      'its roots, of which several may be trusted while one is changed for another',
      dump({ name: 'ROOTCA', secret: { validation_context: trusted(`${root}${oldRoot}`) } }),
      [['ROOTCA', 0, 2]],
    ],
    [
      'roots of a combined context',
      dump({
        name: 'ROOTCA',
        secret: { combined_validation_context: { default_validation_context: trusted(root) } },
      }),
      [['ROOTCA', 0, 1]],
    ],
    [
      'what is written as text, and what is redacted beside it',
      dump({
        name: 'kubernetes://edge',
        secret: {
          tls_certificate: {
            certificate_chain: { inline_string: leaf },
            private_key: { inline_bytes: 'W3JlZGFjdGVkXQ==' },
          },
        },
      }),
      [['kubernetes://edge', 1, 0]],
    ],
    ['one that has not come yet', dump({ name: 'kubernetes://late' }), [['kubernetes://late', 0, 0]]],
    [
      'bytes that are no certificate',
      dump({ name: 'odd', secret: { validation_context: trusted('x') } }),
      [['odd', 0, 0]],
    ],
    [
      'several',
      dump({ name: 'default', secret: chain }, { name: 'ROOTCA', secret: {} }),
      [
        ['default', 2, 0],
        ['ROOTCA', 0, 0],
      ],
    ],
    ['none', '{}', []],
  ])('%s', (_, text, held) => {
    expect(parseEnvoySecrets(text)?.map((one) => [one.name, one.chain.length, one.roots.length])).toEqual(
      held,
    )
  })

  it.each(['', 'not JSON', '[]', '{"configs":{}}', '{"configs":[{"secret":{}}]}', dump({ name: 1 })])(
    'is undefined for %j, which is no such dump',
    (text) => {
      expect(parseEnvoySecrets(text)).toBeUndefined()
    },
  )

  it('holds no key, whatever the dump has', () => {
    const secret = { tls_certificate: { private_key: { inline_string: 'SECRET' } } }
    expect(JSON.stringify(parseEnvoySecrets(dump({ name: 'default', secret })))).not.toContain('SECRET')
  })
})

// istio/ztunnel `src/admin.rs`, CertsDump; `src/identity/manager.rs`, CertState.
describe('the certificates of ztunnel', () => {
  const dump = (...certificates: readonly object[]) => JSON.stringify({ certificates })
  const pems = (...texts: readonly string[]) => texts.map((text) => ({ pem: base64(text) }))

  it('are of each workload of its node, by its identity', () => {
    const text = dump(
      { identity, state: 'Available', certChain: pems(leaf, intermediate), rootCerts: pems(root) },
      { identity: 'spiffe://cluster.local/ns/shop/sa/pay', state: 'Initializing', certChain: [] },
    )
    const [own, other] = parseZtunnelSecrets(text) ?? []
    expect(own).toMatchObject({ name: identity, chain: [{ uris: [identity] }, { isAuthority: true }] })
    expect(own?.roots).toHaveLength(1)
    expect(own).not.toHaveProperty('fault')
    expect(other).toMatchObject({ chain: [], roots: [], fault: 'Initializing' })
  })

  it('may be bare PEM, as older ones wrote it', () => {
    expect(parseZtunnelSecrets(dump({ identity, certChain: [{ pem: leaf }] }))?.[0]?.chain).toHaveLength(1)
  })

  it('keeps of a fault what a person reads, and no more', () => {
    const state = `Unavailable: ${'x'.repeat(10_000)}`
    expect(parseZtunnelSecrets(dump({ identity, state }))?.[0]?.fault).toHaveLength(200)
  })

  it.each(['', 'not JSON', '{}', '{"certificates":{}}', '{"certificates":[{"state":"Available"}]}'])(
    'is undefined for %j, which is no such dump',
    (text) => {
      expect(parseZtunnelSecrets(text)).toBeUndefined()
    },
  )
})
