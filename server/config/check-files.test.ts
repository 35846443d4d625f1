import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createCertificate } from '#demo/kubernetes/certificate.ts'
import { ConfigFaults, loadConfig } from '#server/config/load.ts'

const folder = mkdtempSync(join(tmpdir(), 'vardia-files-'))
afterAll(() => rmSync(folder, { recursive: true }))

function keep(name: string, content: string): string {
  const file = join(folder, name)
  writeFileSync(file, content)
  return file
}

const [one, two] = [createCertificate(Date.now()), createCertificate(Date.now())]
const cert = keep('cert', one.certificate)
const key = keep('key', one.key)
const otherKey = keep('other-key', two.key)
const nothing = join(folder, 'nothing')
const text = keep('text', 'no PEM at all')

function listFaults(settings: Record<string, string>): readonly string[] {
  try {
    loadConfig(settings, {})
  } catch (error) {
    if (error instanceof ConfigFaults) return error.faults
    throw error
  }
  return []
}

describe.each(['VARDIA_PROMETHEUS', 'VARDIA_TRACING'])('the files of %s_…', (store) => {
  const set = (given: Record<string, string>) =>
    Object.fromEntries(Object.entries(given).map(([part, file]) => [`${store}_${part}_FILE`, file]))

  it('are taken when they fit', () => {
    expect(listFaults(set({ CA: cert, CERT: cert, KEY: key, BEARER_TOKEN: text }))).toEqual([])
  })

  it.each<[string, Record<string, string>, RegExp]>([
    ['that are not there', { CA: nothing }, /^\S+_CA_FILE: \S+nothing cannot be read \(ENOENT\)$/],
    ['that are folders', { BEARER_TOKEN: folder }, /^\S+_BEARER_TOKEN_FILE: \S+ cannot be read \(EISDIR\)$/],
    ['that hold no certificate', { CA: text }, /^\S+_CA_FILE: cannot be used as PEM/],
    ['of a certificate without its key', { CERT: cert }, /^\S+_CERT_FILE: needs \S+_KEY_FILE$/],
    ['of a key without its certificate', { KEY: key }, /^\S+_KEY_FILE: needs \S+_CERT_FILE$/],
    ['that do not belong together', { CERT: cert, KEY: otherKey }, /_KEY_FILE: cannot be used.*mismatch/],
  ])('%s are told at the start, with their setting', (_what, given, fault) => {
    expect(listFaults(set(given))).toEqual([expect.stringMatching(fault)])
  })

  it('are all told at once', () => {
    expect(listFaults(set({ CA: nothing, CERT: nothing, KEY: nothing }))).toHaveLength(3)
  })
})
