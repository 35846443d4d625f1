import { type KeyObject, sign } from 'node:crypto'

/** What of a certificate the demo decides (RFC 5280 §4.1); Node makes keys but no certificates. */
export interface CertificateFacts {
  readonly serial: Buffer
  readonly issuer: Buffer
  readonly subject: Buffer
  readonly notBeforeMs: number
  readonly notAfterMs: number
  /** Whose certificate it is. */
  readonly publicKey: KeyObject
  readonly extensions: readonly Buffer[]
}

/** The certificate as PEM, signed by its issuer's key. */
export function signCertificate(facts: CertificateFacts, key: KeyObject): string {
  const body = sequence(
    tagged(0, integer(Buffer.from([2]))),
    integer(facts.serial),
    ecdsaWithSha256,
    facts.issuer,
    sequence(time(facts.notBeforeMs), time(facts.notAfterMs)),
    facts.subject,
    facts.publicKey.export({ type: 'spki', format: 'der' }),
    tagged(3, sequence(...facts.extensions)),
  )
  const whole = sequence(body, ecdsaWithSha256, bits(sign('sha256', body, key)))
  const lines = whole.toString('base64').replace(/.{64}/g, '$&\n').trimEnd()
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`
}

/** One value of ASN.1 in DER: tag, length, content. */
function encode(tag: number, content: Buffer): Buffer {
  const { length } = content
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

const sequence = (...parts: Buffer[]) => encode(0x30, Buffer.concat(parts))
const set = (...parts: Buffer[]) => encode(0x31, Buffer.concat(parts))
const tagged = (number: number, content: Buffer) => encode(0xa0 + number, content)
const integer = (bytes: Buffer) => encode(0x02, bytes)
const text = (value: string) => encode(0x0c, Buffer.from(value))
const octets = (content: Buffer) => encode(0x04, content)
const bits = (content: Buffer) => encode(0x03, Buffer.concat([Buffer.from([0]), content]))
const yes = encode(0x01, Buffer.from([0xff]))

/** GeneralizedTime, which is for any year. */
const time = (ms: number) =>
  encode(0x18, Buffer.from(`${new Date(ms).toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`))

function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const bytes = rest.flatMap((part) => {
    const groups = [part & 0x7f]
    for (let left = part >> 7; left > 0; left >>= 7) groups.unshift((left & 0x7f) | 0x80)
    return groups
  })
  return encode(0x06, Buffer.from([first * 40 + second, ...bytes]))
}

const ecdsaWithSha256 = sequence(oid('1.2.840.10045.4.3.2'))

/** A name of texts by their object identifiers; none is the empty name. */
export function buildName(parts: readonly (readonly [oid: string, value: string])[]): Buffer {
  return sequence(...parts.map(([id, value]) => set(sequence(oid(id), text(value)))))
}

/** Its key may sign other certificates. */
export const authorityExtension = sequence(oid('2.5.29.19'), yes, octets(sequence(yes)))

const alternativeTags = { dns: 0x82, uri: 0x86, ip: 0x87 } as const

/** For whom it speaks beside its subject. */
export function buildAlternatives(
  names: readonly (readonly [kind: keyof typeof alternativeTags, value: Buffer])[],
): Buffer {
  const encoded = names.map(([kind, value]) => encode(alternativeTags[kind], value))
  return sequence(oid('2.5.29.17'), octets(sequence(...encoded)))
}

export const commonName = '2.5.4.3'
export const organization = '2.5.4.10'
