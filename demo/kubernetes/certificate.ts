import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

/** A key and a certificate that it signed itself, both PEM. */
export interface Certificate {
  readonly key: string
  readonly certificate: string
}

/**
 * Makes a certificate for a server on this machine's loopback addresses, drawn anew at each call. kubectl bears tokens
 * over TLS alone (client-go tools/clientcmd), and Node makes keys but no certificates (RFC 5280 says how they look).
 */
export function createCertificate(nowMs: number): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const name = sequence(set(sequence(oid('2.5.4.3'), text('demo-api-server'))))
  const body = sequence(
    tagged(0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ecdsaWithSha256,
    name,
    sequence(time(nowMs - day), time(nowMs + 365 * day)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(3, sequence(basicConstraints, alternativeNames)),
  )
  const whole = sequence(body, ecdsaWithSha256, bits(signDer(body, privateKey)))
  const lines = whole.toString('base64').replace(/.{64}/g, '$&\n').trimEnd()
  return {
    key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    certificate: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  }
}

const day = 86_400_000

const signDer = (body: Buffer, key: KeyObject) => sign('sha256', body, key)

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
/** It is its own authority, so that a client can trust it and nothing else. */
const basicConstraints = sequence(oid('2.5.29.19'), yes, octets(sequence(yes)))
const alternativeNames = sequence(
  oid('2.5.29.17'),
  octets(sequence(encode(0x82, Buffer.from('localhost')), encode(0x87, Buffer.from([127, 0, 0, 1])))),
)
