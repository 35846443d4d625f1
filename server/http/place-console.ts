import { createHash, randomUUID } from 'node:crypto'
import { cp, link, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

/** What next.config.js builds in as basePath. */
export const basePlaceholder = '/__VARDIA_BASE__'

export interface PlacedConsole {
  /** The `dir` that Next is given: it holds `.next`. */
  readonly serverFolder: string
  /** Assets, laid out under the base path and compressed beside themselves. */
  readonly staticFolder: string
}

const packBrotli = promisify(brotliCompress)
const packGzip = promisify(gzip)

/**
 * Makes the copy of a build that is served under one base path: files that hold the placeholder are rewritten, the
 * others linked, and assets compressed once. The build itself (`build/pristine`, see tools/build) stays as it is, and a copy
 * that exists is used again. It appears by a rename, so that nobody sees half of it.
 */
export async function placeConsole(build: string, basePath: string): Promise<PlacedConsole> {
  const name = basePath ? `base-${createHash('sha256').update(basePath).digest('hex').slice(0, 12)}` : 'base'
  const folder = join(build, name)
  const placed = { serverFolder: join(folder, 'server'), staticFolder: join(folder, 'static') }
  if (await exists(folder)) return placed
  const draft = `${folder}.draft-${randomUUID()}`
  const pristine = join(build, 'pristine')
  await copyTree(join(pristine, '.next'), join(draft, 'server/.next'), basePath)
  const assets = join(draft, 'static', basePath)
  await copyTree(join(pristine, 'static'), join(assets, '_next/static'), basePath)
  if (await exists(join(pristine, 'public'))) await copyTree(join(pristine, 'public'), assets, basePath)
  await packTree(join(draft, 'static'))
  try {
    await rename(draft, folder)
  } catch (error) {
    // Another process placed the same copy first.
    await rm(draft, { recursive: true, force: true })
    if (!(await exists(folder))) throw error
  }
  return placed
}

const holdsText = /\.(js|json|css|html|rsc|txt|map|svg|body|meta)$/

async function copyTree(from: string, to: string, basePath: string): Promise<void> {
  for (const path of await listFiles(from)) {
    const target = join(to, path)
    await mkdir(dirname(target), { recursive: true })
    const text = holdsText.test(path) ? await readFile(join(from, path), 'utf8') : ''
    if (text.includes('__VARDIA_BASE__')) await writeFile(target, replacePlaceholder(text, basePath))
    else await linkOrCopy(join(from, path), target)
  }
}

/** The placeholder as it is, and with the slashes escaped as in the source of a regular expression. */
export function replacePlaceholder(text: string, basePath: string): string {
  let replaced = text
  for (const slash of ['\\\\/', '\\/', '/'])
    replaced = replaced.replaceAll(basePlaceholder.replaceAll('/', slash), () =>
      basePath.replaceAll('/', slash),
    )
  return replaced
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to)
  } catch {
    await cp(from, to)
  }
}

const worthPacking = /\.(js|css|svg|json|txt|html|xml|webmanifest)$/

async function packTree(folder: string): Promise<void> {
  await Promise.all(
    (await listFiles(folder))
      .filter((path) => worthPacking.test(path))
      .map((path) => packFile(join(folder, path))),
  )
}

async function packFile(path: string): Promise<void> {
  const content = await readFile(path)
  if (content.length < 512) return
  const [brotli, gzipped] = await Promise.all([
    packBrotli(content, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
      },
    }),
    packGzip(content, { level: 9 }),
  ])
  await Promise.all([writeFile(`${path}.br`, brotli), writeFile(`${path}.gz`, gzipped)])
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort()
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
