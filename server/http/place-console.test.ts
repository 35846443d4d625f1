import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { placeConsole, replacePlaceholder } from '#server/http/place-console.ts'

const script = `let base="/__VARDIA_BASE__";${'fetch(base+"/api");'.repeat(100)}`
const files: Readonly<Record<string, string>> = {
  'pristine/.next/required-server-files.json': '{"config":{"basePath":"/__VARDIA_BASE__"}}',
  'pristine/.next/server/page.js': 'module.exports = 1',
  'pristine/static/chunks/a.js': script,
  'pristine/static/media/b.woff2': 'binary /__VARDIA_BASE__',
  'pristine/public/robots.txt': 'User-agent: *',
}

let build: string
beforeEach(async () => {
  build = await mkdtemp(join(tmpdir(), 'vardia-'))
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(build, path)), { recursive: true })
    await writeFile(join(build, path), text)
  }
})
afterEach(() => rm(build, { recursive: true, force: true }))

describe('the placeholder', () => {
  it.each([
    ['"/__VARDIA_BASE__/_next/"', '', '"/_next/"'],
    ['"/__VARDIA_BASE__/_next/"', '/x/y', '"/x/y/_next/"'],
    ['"^\\/__VARDIA_BASE__\\/a"', '/x/y', '"^\\/x\\/y\\/a"'],
    ['"^\\\\/__VARDIA_BASE__\\\\/a"', '/x', '"^\\\\/x\\\\/a"'],
    ['"/__VARDIA_BASE__"', '', '""'],
    ['nothing', '/x', 'nothing'],
    ['/__VARDIA_BASE__', '/$&', '/$&'],
  ])('in %s becomes "%s"', (text, basePath, expected) => {
    expect(replacePlaceholder(text, basePath)).toBe(expected)
  })
})

describe('a placed console', () => {
  it('holds the base path instead of the placeholder and leaves the build as it was', async () => {
    const { serverFolder, staticFolder } = await placeConsole(build, '/x/y')
    const config = await readFile(join(serverFolder, '.next/required-server-files.json'), 'utf8')
    expect(JSON.parse(config)).toEqual({ config: { basePath: '/x/y' } })
    expect(await readFile(join(staticFolder, 'x/y/_next/static/chunks/a.js'), 'utf8')).toContain(
      'base="/x/y"',
    )
    expect(await readFile(join(staticFolder, 'x/y/robots.txt'), 'utf8')).toBe('User-agent: *')
    for (const [path, text] of Object.entries(files))
      expect(await readFile(join(build, path), 'utf8')).toBe(text)
  })

  it('has text packed beside itself and leaves packed formats alone', async () => {
    const { staticFolder } = await placeConsole(build, '')
    const chunk = join(staticFolder, '_next/static/chunks/a.js')
    const plain = await readFile(chunk)
    expect(brotliDecompressSync(await readFile(`${chunk}.br`))).toEqual(plain)
    expect(gunzipSync(await readFile(`${chunk}.gz`))).toEqual(plain)
    expect(await readdir(join(staticFolder, '_next/static/media'))).toEqual(['b.woff2'])
    expect(await readFile(join(staticFolder, '_next/static/media/b.woff2'), 'utf8')).toContain(
      '__VARDIA_BASE__',
    )
  })

  it('is made once for each base path, also when asked for by several at once', async () => {
    const [first, second] = await Promise.all([placeConsole(build, '/x'), placeConsole(build, '/x')])
    expect(first).toEqual(second)
    const { mtimeMs } = await stat(first.serverFolder)
    await placeConsole(build, '/x')
    expect((await stat(first.serverFolder)).mtimeMs).toBe(mtimeMs)
    const other = await placeConsole(build, '/x/y')
    expect(other.serverFolder).not.toBe(first.serverFolder)
    expect((await readdir(build)).filter((name) => name.includes('draft'))).toEqual([])
  })
})
