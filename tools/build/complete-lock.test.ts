import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { completeLock, type Lock, listMissing } from '#tools/build/complete-lock.ts'

const lock: Lock = {
  lockfileVersion: 3,
  packages: {
    '': {},
    'node_modules/a': {
      version: '1.0.0',
      optionalDependencies: {
        '@a/darwin-arm64': '1.0.0',
        '@a/linux-x64-musl': '^1.0.0',
        nested: '2.0.0',
        b: '3.0.0',
      },
    },
    'node_modules/a/node_modules/nested': { version: '2.0.0' },
    'node_modules/b': { version: '3.0.0' },
  },
}

describe('the lock file', () => {
  it('holds every optional package, or npm ci refuses it: node tools/build/complete-lock.ts', async () => {
    const text = await readFile(join(import.meta.dirname, '../../package-lock.json'), 'utf8')
    expect(listMissing(JSON.parse(text)).map(({ name }) => name)).toEqual([])
  })

  it('misses what is neither beside nor above the package that names it', () => {
    expect(listMissing(lock)).toEqual([
      { name: '@a/darwin-arm64', version: '1.0.0' },
      { name: '@a/linux-x64-musl', version: '1.0.0' },
    ])
  })

  it('is completed with the platform of each, and is then complete', () => {
    const { packages } = completeLock(lock)
    expect(packages['node_modules/@a/darwin-arm64']).toEqual({
      version: '1.0.0',
      dev: true,
      optional: true,
      os: ['darwin'],
      cpu: ['arm64'],
    })
    expect(packages['node_modules/@a/linux-x64-musl']).toMatchObject({
      os: ['linux'],
      cpu: ['x64'],
      libc: ['musl'],
    })
    expect(packages['node_modules/b']).toEqual({ version: '3.0.0' })
    expect(listMissing(completeLock(lock))).toEqual([])
  })
})
