import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import {
  authorityExtension,
  buildAlternatives,
  buildName,
  commonName,
  organization,
  signCertificate,
} from '#demo/certificate-der.ts'
import type { LeafTimes } from '#demo/world/leaf-times.ts'
import { hashText } from '#demo/world/random.ts'

const dayMs = 86_400_000

interface Signer {
  readonly name: Buffer
  readonly key: KeyObject
  readonly certificate: string
}

interface Authority {
  /** What istiod hands to every proxy (ConfigMap `istio-ca-root-cert`). */
  readonly root: string
  /** The root before it, which proxies held that began before the change. */
  readonly oldRoot: string
  readonly intermediate: Signer
}

let authority: Authority | undefined

/** The mesh's authority: a plugged-in intermediate under its root. Keys are drawn when they are first needed, and never kept. */
export function readAuthority(): Authority {
  authority ??= createAuthority(Date.now())
  return authority
}

function createAuthority(nowMs: number): Authority {
  const root = createSigner('cluster.local', 'Root CA', [nowMs - 385 * dayMs, nowMs + 3_265 * dayMs])
  const old = createSigner('cluster.local', 'Root CA of 2016', [nowMs - 3_630 * dayMs, nowMs + 20 * dayMs])
  return {
    root: root.certificate,
    oldRoot: old.certificate,
    intermediate: createSigner(
      'cluster.local',
      'Intermediate CA',
      [nowMs - 327 * dayMs, nowMs + 38 * dayMs],
      root,
    ),
  }
}

function createSigner(
  of: string,
  called: string,
  [notBeforeMs, notAfterMs]: readonly [number, number],
  issuer?: Signer,
): Signer {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const name = buildName([
    [organization, of],
    [commonName, called],
  ])
  const certificate = signCertificate(
    {
      serial: makeSerial(called),
      issuer: issuer?.name ?? name,
      subject: name,
      notBeforeMs,
      notAfterMs,
      publicKey,
      extensions: [authorityExtension],
    },
    issuer?.key ?? privateKey,
  )
  return { name, key: privateKey, certificate }
}

const issued = new Map<string, string>()

/** A workload's chain: its own certificate, whose one name is its SPIFFE identity, and the intermediate's. */
export function issueChain(holder: string, identity: string, times: LeafTimes): readonly string[] {
  const { intermediate } = readAuthority()
  const key = `${holder} ${times.notBeforeMs}`
  const known = issued.get(key) ?? issue(key, identity, times, intermediate)
  if (issued.size > 2_000) issued.clear()
  issued.set(key, known)
  return [known, intermediate.certificate]
}

function issue(key: string, identity: string, times: LeafTimes, by: Signer): string {
  return signCertificate(
    {
      serial: makeSerial(key),
      issuer: by.name,
      subject: buildName([]),
      ...times,
      publicKey: generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey,
      extensions: [buildAlternatives([['uri', Buffer.from(identity)]])],
    },
    by.key,
  )
}

/** A positive number that follows from a text. */
function makeSerial(text: string): Buffer {
  const bytes = Buffer.alloc(9, 1)
  bytes.writeUInt32BE(hashText(text), 1)
  bytes.writeUInt32BE(hashText(`${text}/serial`), 5)
  return bytes
}
