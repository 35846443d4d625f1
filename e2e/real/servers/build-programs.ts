import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type GoProgram, goPrograms, type ProgramName, type Programs } from '#e2e/real/servers/programs.ts'
import { readRealSettings } from '#e2e/support/real-settings.ts'

const sources = join(import.meta.dirname, '../go')

/** What a build did, for a person who waits. */
export interface Built {
  readonly name: string
  /** Seconds that the build took; undefined where the program was there. */
  readonly seconds: number | undefined
}

/** The Go that builds, such as `go1.26.8`; undefined where there is none. */
export async function readGoVersion(): Promise<string | undefined> {
  const { code, output } = await run(['go', 'env', 'GOVERSION'], sources).catch(() => ({
    code: 1,
    output: '',
  }))
  return code === 0 ? output.trim() : undefined
}

/**
 * Builds what is missing, one after the other, and gives every program's path. A program is named by the hash of its
 * sources, pinned versions and compiler, so another version never takes its place. Throws with the compiler's words.
 */
export function buildPrograms(tell?: (built: Built) => void): Promise<Programs> {
  return buildEach<ProgramName>(goPrograms, tell)
}

/** The same of a list of one's own. */
export async function buildEach<Name extends string>(
  programs: readonly GoProgram<Name>[],
  tell: (built: Built) => void = () => undefined,
): Promise<Programs<Name>> {
  const { cacheFolder } = readRealSettings()
  await mkdir(cacheFolder, { recursive: true })
  const compiler = (await readGoVersion()) ?? 'none'
  const built: [string, string][] = []
  for (const program of programs) {
    const path = join(cacheFolder, `${program.name}-${await hashSources(program, compiler)}`)
    const start = performance.now()
    const isThere = existsSync(path)
    if (!isThere) await buildProgram(program, path)
    tell({ name: program.name, seconds: isThere ? undefined : (performance.now() - start) / 1_000 })
    built.push([program.name, path])
  }
  // The list holds every name of the type.
  return Object.fromEntries(built) as Programs<Name>
}

async function hashSources(
  { name, package: target, says = {}, tags = '' }: GoProgram,
  compiler: string,
): Promise<string> {
  const folder = join(sources, name)
  const hash = createHash('sha256').update(
    `${compiler} ${target} ${formatLinkerFlags(says)}${tags && ` ${tags}`}`,
  )
  for (const file of (await readdir(folder)).sort())
    hash.update(file).update(await readFile(join(folder, file)))
  return hash.digest('hex').slice(0, 16)
}

async function buildProgram(program: GoProgram, path: string) {
  const { name, package: target, says = {}, tags, withoutSumDatabase, toolchain } = program
  const partial = `${path}.${process.pid}`
  const flags = ['-trimpath', `-ldflags=${formatLinkerFlags(says)}`, ...(tags ? ['-tags', tags] : [])]
  const command = ['go', 'build', ...flags, '-o', partial, target]
  const env = {
    GOFLAGS: '-p=2 -mod=readonly -buildvcs=false',
    CGO_ENABLED: '0',
    ...(withoutSumDatabase ? { GONOSUMDB: withoutSumDatabase } : {}),
    ...(toolchain ? { GOTOOLCHAIN: toolchain } : {}),
  }
  const { code, output } = await run(command, join(sources, name), env)
  if (code !== 0) {
    await rm(partial, { force: true })
    throw new Error(`go could not build ${name}:\n${output.slice(-4_000)}`)
  }
  await rename(partial, path)
}

/** Symbols and debugging tables are left out: they are a third of what is linked and cached. */
function formatLinkerFlags(says: Readonly<Record<string, string>>): string {
  return ['-s -w', ...Object.entries(says).map(([name, value]) => `-X ${name}=${value}`)].join(' ')
}

function run(
  command: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<{ code: number; output: string }> {
  const [program = '', ...args] = command
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { NODE_ENV: 'production', ...readRealSettings().goEnvironment, ...env },
    })
    let output = ''
    const keep = (chunk: Buffer) => {
      output += chunk.toString('utf8')
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.once('error', reject)
    child.once('close', (code) => resolve({ code: code ?? 1, output }))
  })
}
