import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatTarFile, tarEnd } from '#server/adapters/kubernetes/files/format-tar.ts'
import { readGiven } from '#server/adapters/kubernetes/files/read-given.ts'
import { readTar } from '#server/adapters/kubernetes/files/read-tar.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vardia-files-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const mtimeMs = 1_700_000_000_000
const file = (path: string, text = 'kind: X') => formatTarFile({ path, text, mtimeMs })

function write(name: string, ...parts: readonly Buffer[]): string {
  const path = join(folder, name)
  writeFileSync(path, Buffer.concat(parts))
  return path
}

async function readAll(path: string) {
  const files = await Array.fromAsync(readGiven(path))
  return files.map(({ path: name, text }) => [name, text] as const)
}

describe('an archive', () => {
  it('is read alike plain and gzipped, and only what may hold objects', async () => {
    const parts = [
      file('a/b.yaml', 'one'),
      file('a/c.log', 'two'),
      file('cluster/k8s-resources', '三'),
      tarEnd,
    ]
    const expected = [
      ['a/b.yaml', 'one'],
      ['cluster/k8s-resources', '三'],
    ]
    expect(await readAll(write('plain.tar', ...parts))).toEqual(expected)
    expect(await readAll(write('packed.tgz', gzipSync(Buffer.concat(parts))))).toEqual(expected)
  })

  it.each(['gnu', 'pax', 'ustar'])('is read as GNU tar writes it in the form %s', async (format) => {
    const deep = `${format}/${'very-long-name-'.repeat(5)}/${'of-a-folder-'.repeat(6)}`
    mkdirSync(join(folder, deep), { recursive: true })
    writeFileSync(join(folder, deep, 'ü.yaml'), 'kind: X')
    symlinkSync('/etc/passwd', join(folder, deep, 'link.yaml'))
    const path = join(folder, `${format}.tar.gz`)
    const ended = spawnSync('tar', ['-czf', path, `--format=${format}`, '-C', folder, format])
    expect(ended.status).toBe(0)
    expect(await readAll(path)).toEqual([[`${deep}/ü.yaml`, 'kind: X']])
  })

  const whole = Buffer.concat([file('a.yaml', 'x'.repeat(5_000)), file('b.yaml'), tarEnd])
  const broken = Buffer.from(whole)
  broken[10] = 1
  const packed = gzipSync(whole)
  it.each([
    ['empty', Buffer.alloc(0)],
    ['cut within a header', whole.subarray(0, 300)],
    ['cut within a file', whole.subarray(0, 2_000)],
    ['cut before its end', whole.subarray(0, whole.length - tarEnd.length)],
    ['of which a byte of a header changed', broken],
    ['cut when gzipped', packed.subarray(0, packed.length - 12)],
    ['changed when gzipped', Buffer.concat([packed.subarray(0, 20), Buffer.from('no'), packed.subarray(22)])],
    ['no archive at all', Buffer.from('Dear Sir or Madam, '.repeat(100))],
  ])('that is %s is said to be damaged', async (name, bytes) => {
    await expect(readAll(write(`${name}.tar`, bytes))).rejects.toMatchObject({ code: 'files-damaged' })
  })

  it.each(['../up.yaml', 'a/../../up.yaml', '/etc/up.yaml', 'C:\\up.yaml', 'a\\..\\up.yaml'])(
    'that names %s is refused',
    async (name) => {
      await expect(readAll(write('unsafe.tar', file(name), tarEnd))).rejects.toMatchObject({
        code: 'files-unsafe',
      })
    },
  )

  it.each([
    ['unpacks to more than the bound', { unpackedBytes: 100_000 }, 'files-too-large'],
    ['has too many entries', { entries: 2 }, 'files-too-many'],
    ['has a file larger than the bound', { fileBytes: 1_000 }, 'files-too-large'],
  ])('that %s is refused while it is read', async (_name, bound, code) => {
    const bytes = gzipSync(Buffer.concat([file('a'), file('b'), file('c', ' '.repeat(1_000_000)), tarEnd]))
    const bounds = { unpackedBytes: 2 ** 30, entries: 10, fileBytes: 2 ** 30, ...bound }
    const reading = Array.fromAsync(readTar(write('bomb.tgz', bytes), () => true, bounds))
    await expect(reading).rejects.toMatchObject({ code })
  })
})

describe('a folder', () => {
  it('is read in the order of its names, without hidden folders, links and other files', async () => {
    const place = join(folder, 'manifests')
    for (const name of ['z.yml', 'a/b.json', '.git/c.yaml', 'notes.txt']) {
      mkdirSync(join(place, name, '..'), { recursive: true })
      writeFileSync(join(place, name), name)
    }
    symlinkSync('/etc', join(place, 'etc'))
    symlinkSync(join(place, 'z.yml'), join(place, 'link.yaml'))
    expect(await readAll(place)).toEqual([
      ['a/b.json', 'a/b.json'],
      ['z.yml', 'z.yml'],
    ])
  })

  it('that is not there is said to be missing', async () => {
    await expect(readAll(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'files-not-found' })
  })
})
