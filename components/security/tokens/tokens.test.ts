import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { checkToken } from '#components/security/tokens/check-token.ts'
import { parseToken } from '#components/security/tokens/parse-token.ts'

const nowMs = Date.UTC(2026, 5, 1)
const now = nowMs / 1_000
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const ed = generateKeyPairSync('ed25519')
const other = generateKeyPairSync('rsa', { modulusLength: 2048 })

const jwkOf = (key: KeyObject, kid: string) => ({ ...key.export({ format: 'jwk' }), kid })
const jwks = JSON.stringify({
  keys: [jwkOf(rsa.publicKey, 'r'), jwkOf(ec.publicKey, 'e'), jwkOf(ed.publicKey, 'd')],
})

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const good = { iss: 'https://issuer.example', aud: 'shop', sub: 'a', exp: now + 600 }
const rule = { issuer: 'https://issuer.example', audiences: ['https://shop/'] }

type Sign = (text: string) => Buffer
const byRsa: Sign = (text) => sign('sha256', Buffer.from(text), rsa.privateKey)
const byEc: Sign = (text) =>
  sign('sha256', Buffer.from(text), { key: ec.privateKey, dsaEncoding: 'ieee-p1363' })
const byEd: Sign = (text) => sign(null, Buffer.from(text), ed.privateKey)
const byOther: Sign = (text) => sign('sha256', Buffer.from(text), other.privateKey)
/** The attack of RFC 8725 §2.1: the published key taken for a shared secret. */
const byPublic: Sign = (text) =>
  createHmac('sha256', rsa.publicKey.export({ type: 'spki', format: 'pem' }))
    .update(text)
    .digest()

function write(header: object, claims: object = good, seal: Sign = byRsa): string {
  const text = `${part(header)}.${part(claims)}`
  return `${text}.${seal(text).toString('base64url')}`
}

async function check(text: string, keys = jwks, of = rule) {
  const parsed = parseToken(text)
  if (!parsed || !('token' in parsed)) throw new Error(`not read: ${JSON.stringify(parsed)}`)
  return checkToken(parsed.token, of, keys, nowMs)
}

describe('a token is taken', () => {
  it.each([
    ['signed by RSA', write({ alg: 'RS256', kid: 'r' })],
    ['signed by an elliptic curve', write({ alg: 'ES256', kid: 'e' }, good, byEc)],
    ['signed by Ed25519', write({ alg: 'EdDSA', kid: 'd' }, good, byEd)],
    ['that names no key', write({ alg: 'RS256' })],
    [
      'that ended less than a minute ago, for clocks differ',
      write({ alg: 'RS256' }, { ...good, exp: now - 30 }),
    ],
    ['without an end', write({ alg: 'RS256' }, { ...good, exp: undefined })],
    ['of one audience among several', write({ alg: 'RS256' }, { ...good, aud: ['x', 'shop'] })],
  ])('%s', async (_what, text) => {
    expect(await check(text)).toEqual({ state: 'accepted', reasons: [] })
  })
})

describe('a token is refused, and why is said:', () => {
  it.each([
    ['not signed', write({ alg: 'none' }, good, () => Buffer.alloc(0)), 'alg-none'],
    ['not signed, in other letters', write({ alg: 'nOnE' }, good, () => Buffer.alloc(0)), 'alg-none'],
    ['of no algorithm', write({}), 'alg-none'],
    [
      'signed with the published key as a shared secret',
      write({ alg: 'HS256', kid: 'r' }, good, byPublic),
      'alg-shared',
    ],
    ['of an algorithm that nobody knows', write({ alg: 'XX1' }), 'alg-unknown'],
    ['of an algorithm named as a property of every object', write({ alg: 'constructor' }), 'alg-unknown'],
    ['signed by another key', write({ alg: 'RS256', kid: 'r' }, good, byOther), 'bad-signature'],
    ['of a key that the set lacks', write({ alg: 'RS256', kid: 'gone' }), 'no-key'],
    ['of a key of another algorithm', write({ alg: 'RS256', kid: 'e' }), 'no-key'],
    ['that has ended', write({ alg: 'RS256' }, { ...good, exp: now - 120 }), 'expired'],
    ['that is not good yet', write({ alg: 'RS256' }, { ...good, nbf: now + 120 }), 'not-yet'],
    ['whose end is a text', write({ alg: 'RS256' }, { ...good, exp: '9999999999' }), 'time-unreadable'],
    ['of another issuer', write({ alg: 'RS256' }, { ...good, iss: 'https://evil.example' }), 'issuer'],
    ['for another audience', write({ alg: 'RS256' }, { ...good, aud: 'shopping' }), 'audience'],
    ['for no audience', write({ alg: 'RS256' }, { ...good, aud: undefined }), 'audience'],
  ])('%s', async (_what, text, reason) => {
    const { state, reasons } = await check(text)
    expect([state, reasons]).toEqual(['refused', [reason]])
  })

  it('changed after it was signed', async () => {
    const [head = '', , seal = ''] = write({ alg: 'RS256' }).split('.')
    expect(await check(`${head}.${part({ ...good, sub: 'admin' })}.${seal}`)).toEqual({
      state: 'refused',
      reasons: ['bad-signature'],
    })
  })

  it.each([
    ['unsigned', write({ alg: 'none' }, good, () => Buffer.alloc(0)), 'alg-none'],
    ['ended', write({ alg: 'RS256' }, { ...good, exp: 0 }), 'expired'],
  ])('%s, without any keys', async (_what, text, reason) => {
    expect(await check(text, '')).toEqual({ state: 'refused', reasons: [reason] })
  })
})

describe('a token is never taken for good where its signature is not checked:', () => {
  it.each([
    ['without keys', '', 'keys-absent'],
    ['with keys that are no JSON', '-----BEGIN', 'keys-unreadable'],
    ['with keys that are no list', '{"keys":{}}', 'keys-unreadable'],
  ])('%s', async (_what, keys, reason) => {
    expect(await check(write({ alg: 'RS256' }), keys)).toEqual({ state: 'unknown', reasons: [reason] })
  })

  it('with keys that hold nothing but rubbish', async () => {
    const keys = JSON.stringify({ keys: [null, 1, { kty: 'RSA' }, { kty: 'RSA', n: '!', e: 'AQAB' }] })
    expect((await check(write({ alg: 'RS256' }), keys)).state).toBe('refused')
  })
})

describe('what is no token', () => {
  it.each([
    ['', undefined],
    ['   ', undefined],
    ['abc', 'parts'],
    ['a.b', 'parts'],
    ['a.b.c.d.e', 'encrypted'],
    ['ä.ö.ü', 'not-base64'],
    ['a.b.c', 'not-base64'],
    ['e30.e30=.e30', 'not-base64'],
    [`${part('text')}.${part({})}.x0`, 'not-json'],
    [`${part([])}.${part({})}.x0`, 'not-json'],
    [`_-_-.${part({})}.x0`, 'not-json'],
    ['x'.repeat(1024 * 1024), 'too-long'],
    [`${part({ alg: 'RS256' })}.${'e'.repeat(61 * 1024)}.x0`, 'too-long'],
  ])('is explained: %#', (text, fault) => {
    expect(parseToken(text)).toEqual(fault === undefined ? undefined : { fault })
  })

  it('is a token behind the word that headers put before it', () => {
    const parsed = parseToken(`Bearer ${write({ alg: 'RS256' })}\n`)
    expect(parsed && 'token' in parsed && parsed.token.claims['sub']).toBe('a')
  })
})
