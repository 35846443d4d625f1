import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cp, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isHeld } from '#server/http/hold-build.ts'
import { placeConsole } from '#server/http/place-console.ts'
import { takeLock } from '#tools/build/take-lock.ts'

const root = join(import.meta.dirname, '../..')
const buildsFolder = join(root, '.cache/console')

/** Whatever a build can depend on: packages are told by the lock file. */
const sources = ['app', 'components', 'contract', 'messages', 'public', 'server', 'tools/build']
const sourceFiles = [
  'next.config.js',
  'postcss.config.js',
  'tsconfig.json',
  'package.json',
  'package-lock.json',
]
const notBuilt = /(\.test\.tsx?|\.dom\.test\.tsx|test-support\.tsx?|\.md)$/
/** Builds kept for the next switch of branches. Those that a running console serves stay beside them. */
const keptBuilds = 4

export interface Build {
  readonly folder: string
  /** False when the sources were built before. */
  readonly fresh: boolean
}

/**
 * Builds the console unless this very content was built before. A build is a folder named by the hash of its sources: it
 * appears by a rename and never changes, so whoever serves an older one goes on serving it. Processes that ask at once
 * wait for one build. Throws with the output of `next build` when that fails.
 */
export async function buildConsole(tell: (words: string) => void = () => undefined): Promise<Build> {
  await mkdir(buildsFolder, { recursive: true })
  const known = join(buildsFolder, await hashSources())
  if (await isFile(join(known, 'complete'))) return remember(known, false)
  const release = await takeLock(join(buildsFolder, 'lock'))
  try {
    tell('Building the console, which happens once for each version of its sources …')
    for (;;) {
      const hash = await hashSources()
      const folder = join(buildsFolder, hash)
      if (await isFile(join(folder, 'complete'))) return await remember(folder, false)
      await runNextBuild()
      // Sources that changed meanwhile may or may not be in what was built.
      if ((await hashSources()) !== hash) continue
      await keepBuild(folder)
      await removeOldBuilds(folder)
      return await remember(folder, true)
    }
  } finally {
    await release()
  }
}

async function remember(folder: string, fresh: boolean): Promise<Build> {
  const draft = join(buildsFolder, `newest.${process.pid}`)
  await writeFile(draft, folder.slice(buildsFolder.length + 1))
  await rename(draft, join(buildsFolder, 'newest'))
  return { folder, fresh }
}

async function hashSources(): Promise<string> {
  const hash = createHash('sha256')
  const paths = [...sourceFiles]
  for (const source of sources) {
    const entries = await readdir(join(root, source), { recursive: true, withFileTypes: true }).catch(
      () => [],
    )
    for (const entry of entries)
      if (entry.isFile()) paths.push(join(entry.parentPath, entry.name).slice(root.length + 1))
  }
  for (const path of paths.sort()) {
    if (notBuilt.test(path)) continue
    const content = await readFile(join(root, path)).catch(() => Buffer.alloc(0))
    hash.update(`${path}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex').slice(0, 16)
}

function runNextBuild(): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'node_modules/next/dist/bin/next'), 'build'], {
      cwd: root,
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const output: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => output.push(chunk))
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`The build failed (${code}):\n${Buffer.concat(output).toString()}`))
    })
  })
}

/** Moves what serving needs out of Next's own folder, and lays it out for the default base path. */
async function keepBuild(folder: string): Promise<void> {
  const draft = `${folder}.draft-${process.pid}`
  await rm(draft, { recursive: true, force: true })
  await rm(folder, { recursive: true, force: true })
  const pristine = join(draft, 'pristine')
  await mkdir(pristine, { recursive: true })
  await cp(join(root, '.next/standalone/.next'), join(pristine, '.next'), { recursive: true })
  await cp(join(root, '.next/static'), join(pristine, 'static'), { recursive: true })
  await cp(join(root, 'public'), join(pristine, 'public'), { recursive: true }).catch(() => undefined)
  // Not as node_modules, where the console of a checkout would find a second copy of Next.
  await cp(join(root, '.next/standalone/node_modules'), join(draft, 'packages'), { recursive: true })
  await placeConsole(draft, '')
  await writeFile(join(draft, 'complete'), `${new Date().toISOString()}\n`)
  await rename(draft, folder)
}

async function removeOldBuilds(newest: string): Promise<void> {
  const names = (await readdir(buildsFolder)).filter((name) => /^[0-9a-f]{16}$/.test(name))
  const dated = await Promise.all(
    names.map(async (name) => {
      const folder = join(buildsFolder, name)
      return { folder, changedMs: (await stat(folder)).mtimeMs }
    }),
  )
  const old = dated.sort((a, b) => b.changedMs - a.changedMs).slice(keptBuilds)
  for (const { folder } of old)
    if (folder !== newest && !(await isHeld(folder))) await rm(folder, { recursive: true, force: true })
}

function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (facts) => facts.isFile(),
    () => false,
  )
}
