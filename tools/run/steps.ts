import { spawn } from 'node:child_process'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '../..')

export interface Outcome {
  readonly name: string
  readonly seconds: number
  readonly passed: number
  /** What failed, by name. */
  readonly failed: readonly string[]
  /** What could not run here, by name. */
  readonly skipped: readonly string[]
}

/** The output of a command that ended: stdout and stderr as they came. */
export interface Ended {
  readonly code: number
  readonly output: string
}

interface RunOptions {
  /** Shows the output as it comes. */
  readonly loud?: boolean
  /** Asks the program to end, by SIGTERM. */
  readonly signal?: AbortSignal
}

/** Runs a program of `node_modules/.bin` or a script with this very Node. */
export function runCommand(command: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const { loud = false, signal } = options
  const [program = '', ...args] = command
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, FORCE_COLOR: '0' },
    })
    let output = ''
    const take = (chunk: Buffer) => {
      output += chunk.toString('utf8')
      if (loud) process.stdout.write(chunk)
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    signal?.addEventListener('abort', () => child.kill('SIGTERM'))
    child.once('error', reject)
    child.once('close', (code) => resolve({ code: code ?? 1, output }))
  })
}

/** A check that passes or fails as a whole. Its output is shown when it fails. */
export async function runCheck(name: string, command: readonly string[]): Promise<Outcome> {
  const start = performance.now()
  const { code, output } = await runCommand(command)
  const seconds = (performance.now() - start) / 1000
  if (code !== 0) process.stdout.write(output)
  return tell({ name, seconds, passed: code === 0 ? 1 : 0, failed: code === 0 ? [] : [name], skipped: [] })
}

/** One line for an outcome, and the outcome itself. */
export function tell(outcome: Outcome): Outcome {
  const { name, seconds, passed, failed, skipped } = outcome
  const counts = [
    `${passed} passed`,
    `${failed.length} failed`,
    ...(skipped.length ? [`${skipped.length} skipped`] : []),
  ]
  process.stdout.write(
    `${failed.length ? '✗' : '✓'} ${name}: ${counts.join(', ')} (${seconds.toFixed(1)} s)\n`,
  )
  return outcome
}

const node = process.execPath

/** The four checks of the text itself. */
export const textChecks: readonly (readonly [name: string, command: readonly string[]])[] = [
  ['house', [node, 'tools/house/main.ts']],
  ['types', [node, 'node_modules/typescript/bin/tsc', '--noEmit', '-p', '.']],
  ['lint', [node, 'node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.']],
  ['knip', [node, 'node_modules/knip/bin/knip.js', '--no-progress']],
]
